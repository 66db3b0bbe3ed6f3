// Owns how tests are found: every package is a vitest project, and packages resolve to sources.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const packagesFolder = path.join(import.meta.dirname, 'packages');
const packages = readdirSync(packagesFolder).filter((name) =>
  existsSync(path.join(packagesFolder, name, 'package.json')),
);

/** Sources instead of dist, so that a test never runs against a build older than the code. */
const alias = packages
  .map((name) => ({
    find: `@affitor/${name}`,
    replacement: path.join(packagesFolder, name, 'src/index.ts'),
  }))
  .filter(({ replacement }) => existsSync(replacement));

function describeProject(name: string) {
  const root = path.join(packagesFolder, name);
  const globalSetup = path.join(root, 'test/global-setup.ts');
  return {
    resolve: { alias },
    test: {
      name,
      root,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  };
}

/** Real browsers on the real service; they use the database of the server's own tests. */
const browserTests = {
  resolve: { alias: alias.filter(({ find }) => find !== '@affitor/sdk') },
  test: {
    name: 'e2e',
    root: path.join(import.meta.dirname, 'e2e'),
    include: ['**/*.test.ts'],
    globalSetup: [path.join(packagesFolder, 'server/test/global-setup.ts')],
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
};

export default defineConfig({
  test: {
    projects: [...packages.map(describeProject), browserTests],
    passWithNoTests: true,
    // Two, whatever the machine: every worker has databases open, and tests start real processes.
    maxWorkers: 2,
  },
});
