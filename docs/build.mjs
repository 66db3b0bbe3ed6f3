// Owns the build of the documentation: pages from files and code, VitePress, and what agents read.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vitepress';
import { assemble } from './site/assemble.mjs';
import { docsFolder } from './site/files.mjs';
import { publish } from './site/publish.mjs';

rmSync(path.join(docsFolder, 'dist'), { recursive: true, force: true });
await assemble();
await build(docsFolder);
publish();
