// Owns the promise that the benchmark runs: it takes the service's functions from its build, which
// no compiler compares with what the service offers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFolder } from './tidy/tree.js';

test('the bench finds everything that it uses of the service', async () => {
  const entry = path.join(repositoryFolder, 'bench/run.mjs');
  const child = spawn(process.execPath, [entry, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  expect(said).toMatch(/^npm run bench/);
  expect(code).toBe(0);
});
