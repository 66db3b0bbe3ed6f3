#!/usr/bin/env node
// Owns the program `affitor-mcp`: its environment, and the server on stdin and stdout.
import { readFileSync } from 'node:fs';
import { Affitor } from '@affitor/sdk/server';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer, registerTools } from './server.js';
import { ServiceReader } from './service-reader.js';
import { fireVerificationChain } from './verification.js';

const API_URL = 'https://api.affitor.com';

const apiKey = process.env.AFFITOR_API_KEY;
const apiUrl = process.env.AFFITOR_API_URL || API_URL;
const managementKey = process.env.AFFITOR_MANAGEMENT_KEY;

if (apiKey) {
  const server = createServer(readVersion());
  const reader = new ServiceReader({ apiUrl, apiKey, managementKey });
  const runVerification = () => fireVerificationChain(apiKey, apiUrl);
  registerTools(server, new Affitor({ apiKey, apiUrl }), runVerification, reader);
  await server.connect(new StdioServerTransport());
} else {
  // stdout belongs to the protocol.
  console.error('affitor-mcp: AFFITOR_API_KEY is required: the API key of your program.');
  process.exitCode = 1;
}

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
