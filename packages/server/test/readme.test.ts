// Shows that what the README says can be pasted, and that its tables are those of the code.
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderConfiguration } from '../../../scripts/render-readme.mjs';
import { CONFIG_VARIABLES } from '../src/config.js';
import { assertInvariants } from './harness.js';
import { startTestApp, type TestApp } from './test-app.js';

const readme = fs.readFileSync(
  fileURLToPath(new URL('../../../README.md', import.meta.url)),
  'utf8',
);

test('the configuration table is the one that the code checks by', () => {
  expect(readme).toContain(`<!-- configuration -->\n${renderConfiguration(CONFIG_VARIABLES)}\n`);
});

test('every file that the README points to exists', () => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(targets.length).toBeGreaterThan(5);
  for (const target of targets) {
    const file = fileURLToPath(new URL(`../../../${target}`, import.meta.url));
    expect(fs.existsSync(file), target).toBe(true);
  }
});

// The lines are for a POSIX shell with curl; without them there is nothing to paste into.
const hasShell = spawnSync('sh', ['-c', 'command -v curl']).status === 0;
describe.skipIf(!hasShell)('the curl lines', () => {
  let app: TestApp;
  let folder: string;

  beforeAll(async () => {
    app = await startTestApp();
    const program = await app.createProgram({ name: 'Acme Analytics' });
    await app.createPartner(program.id, 'PARTNER123');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor readme '));
    fs.mkdirSync(path.join(folder, '.affitor-data'));
    fs.writeFileSync(
      path.join(folder, '.affitor-data', 'demo.json'),
      JSON.stringify({ programs: [{ api_key: program.key }] }),
    );
    await app.app.http.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(async () => {
    await app.close();
    fs.rmSync(folder, { recursive: true });
  });

  test('lead from a click to a lead, a sale, its duplicate and its refund as pasted', async () => {
    const script = /```sh\n(API=[\s\S]+?)```/.exec(readme)?.[1] ?? '';
    const { port } = app.app.http.server.address() as AddressInfo;
    const local = script.replace('127.0.0.1:3000', `127.0.0.1:${port}`);
    const { stdout } = await promisify(execFile)('sh', ['-c', local], { cwd: folder });
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toEqual([
      expect.objectContaining({ success: true, partner_code: 'PARTNER123' }),
      { success: true, message: 'Lead tracked successfully' },
      expect.objectContaining({ success: true, message: 'Sale tracked successfully' }),
      { error: 'Duplicate transaction_id. This sale has already been recorded.' },
      expect.objectContaining({ success: true, status: 'reversed', deductionAmount: 9.8 }),
      expect.objectContaining({ refund: { state: 'full', refunded_cents: 4900 } }),
    ]);
    await assertInvariants(app.db);
  });
});
