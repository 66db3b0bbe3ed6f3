// Owns the guarantee that the committed row types are what the migrations give.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from './harness.js';

const database = await createTestDatabase();
afterAll(() => database.drop());

const OPENING = '// Owns the types of the rows, made from the migrations by db-types.test.ts.';

const COMMITTED = fileURLToPath(new URL('../src/platform/db/types.generated.ts', import.meta.url));

// What platform/db makes of the wire: see the parsers in connect.ts.
const TYPE_MAPPING = {
  int8: 'bigint',
  date: 'string',
  numeric: 'string',
  timestamptz: 'Date',
  bytea: 'Buffer',
  json: 'JsonValue',
  jsonb: 'JsonValue',
};

test('the committed row types equal the migrations (scripts/generate-db-types.mjs)', async () => {
  await expect(generateTypes(database.url)).toMatchFileSnapshot(COMMITTED);
});

function generateTypes(url: string): string {
  const require = createRequire(import.meta.url);
  const program = path.join(
    path.dirname(require.resolve('kysely-codegen/package.json')),
    'dist/cli/bin.js',
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-types-'));
  const file = path.join(folder, 'types.ts');
  const outcome = spawnSync(
    process.execPath,
    [
      program,
      `--url=${url}`,
      `--out-file=${file}`,
      '--dialect=postgres',
      '--default-schema=public',
      '--exclude-pattern={graphile_worker.*,schema_migration}',
      '--date-parser=string',
      `--type-mapping=${JSON.stringify(TYPE_MAPPING)}`,
      '--type-only-imports',
    ],
    { encoding: 'utf8', cwd: folder },
  );
  if (outcome.status !== 0) throw new Error(outcome.stderr || outcome.stdout);
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(folder, { recursive: true, force: true });
  const generated = text.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '');
  return `${OPENING}\n\n${generated}`;
}
