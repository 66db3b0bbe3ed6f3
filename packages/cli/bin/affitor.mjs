#!/usr/bin/env node
// Owns the entry of the command; what it does is compiled into dist/.
import '../dist/main.js';
