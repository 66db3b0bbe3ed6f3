// Owns the import rules: who may import whom. Each rule's comment says what to do instead.

const SERVER = '^packages/server/src/';
/** Folders of server/src that are not domains: the ground below them and the programs above. */
const NOT_DOMAINS = '(?:platform|demo)/';
const DOMAIN_FILE = `${SERVER}(?!${NOT_DOMAINS})[^/]+/`;
/** In two patterns, because the tool refuses one with a nested repetition. */
const DOMAIN_DOORS = [`${SERVER}[^/]+/index\\.ts$`, `${SERVER}[^/]+/[^/]+/index\\.ts$`];
const TESTS = '\\.test\\.tsx?$';
const STORE = '/store[^/]*\\.ts$';
/** Matches a package however it was resolved: node_modules/x/…, or a bare name when unresolved. */
const npmPackage = (...names) => `(?:^|node_modules/)(?:${names.join('|')})(?:/|$)`;

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment:
        'Files that import each other cannot be read or tested alone: extract what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import leads nowhere: correct its path, or add the package to package.json.',
      severity: 'error',
      from: {},
      // The dashboard's build makes these modules, from the contract's tables.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'no-development-package-in-product',
      comment:
        'It is missing in an installation without development packages: add it to dependencies.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-peer'] },
    },
    {
      name: 'contract-knows-only-zod',
      comment: 'The contract runs in browsers and in tools: no I/O, no package but zod.',
      severity: 'error',
      from: { path: '^packages/contract/src/', pathNot: TESTS },
      to: { pathNot: ['^packages/contract/src/', npmPackage('zod')] },
    },
    {
      name: 'sdk-and-recipes-know-only-contract',
      comment:
        'They run inside a customer’s program: of our packages they may import the contract.',
      severity: 'error',
      from: { path: '^packages/(sdk|recipes)/' },
      to: { path: '^packages/', pathNot: '^packages/($1|contract)/' },
    },
    {
      name: 'clients-never-import-server',
      comment: 'Dashboard, CLI and MCP speak to the server over HTTP, through sdk and contract.',
      severity: 'error',
      from: { path: '^packages/(?!server/)' },
      to: { path: '^packages/server/' },
    },
    {
      name: 'examples-use-what-is-published',
      comment: 'Users copy examples: import @affitor/sdk by its entries, as they have to.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^packages/' },
    },
    {
      name: 'server-never-imports-clients',
      comment: 'Of our packages the server may import contract and recipes.',
      severity: 'error',
      from: { path: '^packages/server/' },
      to: { path: '^(?:packages|examples)/', pathNot: '^packages/(server|contract|recipes)/' },
    },
    {
      name: 'domain-through-index',
      comment: 'A domain’s only door is its index.ts: export there what others need.',
      severity: 'error',
      from: { path: `${SERVER}([^/]+)/`, pathNot: TESTS },
      to: { path: DOMAIN_FILE, pathNot: [`${SERVER}$1/`, ...DOMAIN_DOORS] },
    },
    {
      name: 'domain-never-imports-assembly',
      comment: 'app, worker, main, admin and demo put domains together; take a parameter instead.',
      severity: 'error',
      from: { path: `${SERVER}(?!demo/)[^/]+/`, pathNot: TESTS },
      to: { path: `${SERVER}(?:(?:app|worker|main|admin)\\.ts$|demo/)` },
    },
    {
      name: 'platform-knows-no-domain',
      comment: 'Platform is what domains stand on: hand it a function or a value instead.',
      severity: 'error',
      from: { path: `${SERVER}platform/`, pathNot: TESTS },
      to: { path: DOMAIN_FILE },
    },
    {
      name: 'query-builder-only-in-stores',
      comment:
        'SQL has one door: write a function in the domain’s store*.ts. ' +
        'The types Tx and Database come from platform/db.',
      severity: 'error',
      from: {
        path: SERVER,
        pathNot: [
          STORE,
          TESTS,
          `${SERVER}platform/db/`,
          // These two reach the database below any domain: the job queue's own function, and the
          // check whether another service already holds a cluster.
          `${SERVER}platform/jobs\\.ts$`,
          `${SERVER}platform/embedded-postgres/`,
        ],
      },
      to: { path: npmPackage('kysely', 'pg') },
    },
    {
      name: 'tests-stay-out-of-product',
      comment: 'Code that runs in production must not reach into tests.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TESTS },
      to: { path: `^packages/[^/]+/test/|${TESTS}` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The projects in test/fixtures are those of other people, as their tools would have them.
    exclude: { path: '(^|/)dist/|/test/fixtures/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
