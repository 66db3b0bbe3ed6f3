// Owns the guarantee that a server which another start is bringing up is not taken for an orphan.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../../../test/harness.js';
import { createLogger } from '../log.js';
import { findBinaryPackage, prepareBinaries } from './binaries.js';
import { ensurePassword } from './cluster.js';
import { startEmbeddedPostgres } from './index.js';
import { type Claim, claimServer } from './ownership.js';
import { spawnPostmaster, stopServer, waitUntilReady } from './postmaster.js';
import { isPostmaster } from './postmaster-pid.js';
import { isRoot } from './system-user.js';
import { clearPreviousServer } from './takeover.js';

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-takeover-'));
fs.chmodSync(dataDir, 0o711);
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

test('a start waits for the claim of another that is a moment ahead of it', async () => {
  const made = await startEmbeddedPostgres({ dataDir, log: silentLog });
  await made.stop();
  const user = isRoot() ? fs.statSync(made.clusterDir) : null;
  const source = findBinaryPackage();
  const binaries = prepareBinaries({ source, user, copiesDir: dataDir });
  const ahead = { binaries, cluster: made.clusterDir, user, port: made.port, log: silentLog };
  const postmaster = spawnPostmaster(ahead);
  await waitUntilReady(postmaster, ahead);

  const password = ensurePassword(dataDir);
  let startsWaiting = () => {};
  const isWaiting = new Promise<void>((resolve) => {
    startsWaiting = resolve;
  });
  const log = createLogger({ level: 'debug', destination: { write: () => startsWaiting() } });
  const late = clearPreviousServer({ ...ahead, log }, { password, dataDir });
  const refusal = expect(late).rejects.toThrow('Another Affitor');
  await Promise.race([isWaiting, refusal]);

  let claim: Claim;
  do claim = await claimServer({ port: made.port, password, dataDir });
  while (!claim.isOurs);
  await refusal;
  expect(isPostmaster(postmaster.pid, made.clusterDir)).toBe(true);
  await claim.session.end();
  await stopServer(ahead, postmaster.pid);
});
