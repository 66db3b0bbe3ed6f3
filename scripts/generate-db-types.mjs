// Owns one errand: writes packages/server/src/platform/db/types.generated.ts from the migrations.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
// The test that guards the file knows how to make it; "update" lets it write instead of compare.
const outcome = spawnSync(
  process.execPath,
  [vitest, 'run', 'packages/server/test/db-types.test.ts', '--update'],
  { cwd: root, stdio: 'inherit' },
);
process.exit(outcome.status ?? 1);
