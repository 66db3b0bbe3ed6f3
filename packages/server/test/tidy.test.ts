// Owns the repository's own rules: each is seen red on a small sample, then run over every file.
import { describe, expect, test } from 'vitest';
import { bannedCalls, leftoverWords, reportingWrites, sqlOutsideStores } from './tidy/bans.js';
import * as limits from './tidy/limits.js';
import * as repository from './tidy/repository.js';
import { tenantlessStore } from './tidy/tenancy.js';
import { type FileRule, type Finding, readTree } from './tidy/tree.js';

const DOMAIN = 'packages/server/src/partners';
const STORE = `${DOMAIN}/store.ts`;
const SERVICE = `${DOMAIN}/service.ts`;

const lines = (count: number) => 'x;\n'.repeat(count);
const lock = (packages: object) => JSON.stringify({ packages });
const store = (body: string, above = '') =>
  `${above}\nexport async function listPartners(tx: Tx, programId: number) {\n  ${body}\n}\n`;

/** One sample: a rule, where the text stands, a text that breaks the rule and one that keeps it. */
type Sample = [name: string, rule: FileRule, path: string, bad: string, good: string];

const SAMPLES: Sample[] = [
  ['a file of 501 lines', limits.fileLength, SERVICE, lines(501), lines(500)],
  ['a line of 101 characters', limits.lineLength, SERVICE, 'x'.repeat(101), 'x'.repeat(100)],
  [
    'a function of 71 lines',
    limits.functionLength,
    SERVICE,
    `const f = () => {\n${lines(69)}};`,
    `const f = () => {\n${lines(68)}};`,
  ],
  [
    'a long test, though not a long describe block',
    limits.functionLength,
    `${DOMAIN}/rules.test.ts`,
    `test('x', () => {\n${lines(80)}});`,
    `describe('x', () => {\n${lines(80)}});`,
  ],
  ['no opening comment', limits.openingComment, SERVICE, 'import x;\n', '// Owns x.\nimport x;\n'],
  ['a vague file name', limits.vagueName, 'packages/sdk/src/utils/url.ts', '', ''],
  ['the current time', bannedCalls, SERVICE, 'new Date();', 'new Date(iso); clock.now();'],
  ['Date.now', bannedCalls, SERVICE, 'const now = Date.now();', '// Date.now() is not for us'],
  ['a passed Date.now', bannedCalls, SERVICE, 'take(Date.now)', "take('Date.now')"],
  ['chance', bannedCalls, `${DOMAIN}/rules.test.ts`, 'Math.random()', 'Math.round(1)'],
  ['random ids', bannedCalls, SERVICE, 'randomUUID()', 'ids.next()'],
  ['parsed decimals', bannedCalls, SERVICE, 'Number.parseFloat(x)', 'Number.parseInt(x)'],
  ['printed decimals', bannedCalls, SERVICE, 'amount.toFixed(2)', 'format(amount)'],
  [
    'chance in an example, though not its own ids',
    bannedCalls,
    'examples/shop/src/store.js',
    'Math.random()',
    'new Date(); randomUUID();',
  ],
  ['the environment', bannedCalls, SERVICE, 'process.env.PORT', 'config.port'],
  ['a skipped test', bannedCalls, `${DOMAIN}/a.test.ts`, "test.skip('x')", 'list.skip(3)'],
  ['a focused test', bannedCalls, `${DOMAIN}/a.test.ts`, "describe.only('x')", "describe('x')"],
  ['an sql template', sqlOutsideStores, SERVICE, 'sql`now()`', "log('sql')"],
  ['a select', sqlOutsideStores, SERVICE, "q('select id from sale')", "say('select one')"],
  ['an update', sqlOutsideStores, SERVICE, 'q(`UPDATE sale SET x = 1`)', "say('update set')"],
  ['a builder', sqlOutsideStores, SERVICE, "tx.insertInto('sale')", 'tx.insert(sale)'],
  ['a left-over word', leftoverWords, SERVICE, `// TO${'DO'}: later`, '// todos os parceiros'],
  [
    'a report that writes',
    reportingWrites,
    'packages/server/src/reporting/store.ts',
    "tx.deleteFrom('click')",
    "tx.selectFrom('click')",
  ],
  [
    'a store that forgets the tenant',
    tenantlessStore,
    STORE,
    store('return sql`select * from partner`;'),
    store('return sql`select * from partner where program_id = 1`;'),
  ],
  [
    'a tenant that only a comment names',
    tenantlessStore,
    STORE,
    store('/* program_id */ return sql`select * from partner`;'),
    store('return sql`select * from plan`;', '// tenant: plans are the same for all.'),
  ],
  [
    'a store that forgets the tenant in a function it uses',
    tenantlessStore,
    STORE,
    `const all = () => sql\`select * from partner\`;\n${store('return all();')}`,
    `const all = () => sql\`where program_id = 1\`;\n${store('return all();')}`,
  ],
  [
    'a path of one machine',
    repository.machinePaths,
    'README.md',
    `cd /${'home'}/ann/affitor`,
    'cd ~/affitor; see https://x.example/home/ann',
  ],
  [
    'a registry in the lockfile',
    repository.lockfile,
    'package-lock.json',
    lock({ 'node_modules/a': { integrity: 'x', resolved: 'https://registry.example/a.tgz' } }),
    lock({ 'node_modules/a': { integrity: 'x' } }),
  ],
  [
    'a lockfile for one platform',
    repository.lockfile,
    'package-lock.json',
    lock({ 'node_modules/a': { integrity: 'x', optionalDependencies: { 'a-win32': '1' } } }),
    lock({ 'node_modules/@affitor/server': { link: true, resolved: 'packages/server' } }),
  ],
  [
    'a time without its zone',
    repository.looseColumns,
    'packages/server/migrations/0001_x.sql',
    'created_at timestamp not null',
    "created_at timestamptz, -- not timestamp\nkind text default 'real'; d::timestamp at time zone",
  ],
  ['a Windows line ending', repository.lineEndings, SERVICE, 'x;\r\n', 'x;\n'],
];

describe('each rule goes red', () => {
  test.each(SAMPLES)('%s', (_name, rule, path, bad, good) => {
    expect(rule({ path, text: bad })).not.toEqual([]);
    const goodPath = rule === limits.vagueName ? 'packages/sdk/src/url.ts' : path;
    expect(rule({ path: goodPath, text: good })).toEqual([]);
  });

  test('a gap in the decision pages', () => {
    const pages = (...names: string[]) =>
      names.map((name) => ({ path: `docs/decisions/${name}.md`, text: '' }));
    expect(repository.decisionNumbers(pages('0001-a', '0003-c'))).toHaveLength(1);
    expect(repository.decisionNumbers(pages('0001-a', '0001-b'))).toHaveLength(1);
    expect(repository.decisionNumbers(pages('0001-a', '0002-b'))).toEqual([]);
  });
});

describe('the repository keeps its rules', () => {
  const tree = readTree();
  const rules = [...new Set(SAMPLES.map(([, rule]) => rule))];
  const show = ({ path, line, rule, message }: Finding) => `${path}:${line} [${rule}] ${message}`;

  test('in every file', () => {
    expect(tree.length).toBeGreaterThan(20);
    const findings = tree.flatMap((file) => rules.flatMap((rule) => rule(file)));
    expect(findings.map(show)).toEqual([]);
  });

  test('in the numbers of the decision pages', () => {
    expect(repository.decisionNumbers(tree).map(show)).toEqual([]);
  });
});
