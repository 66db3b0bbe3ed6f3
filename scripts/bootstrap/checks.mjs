// Owns what `npm test` runs, in which order, and how it reports.
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build, buildIfStale } from './build.mjs';
import { rootFolder, toolPath } from './repository.mjs';
import { runForeground } from './service.mjs';

const IMPORT_RULES = '.dependency-cruiser.cjs';
const CODE_FOLDERS = ['packages', 'examples'];

/** The cheapest checks first, so that a slip is reported in seconds and not after the tests. */
const STEPS = [
  {
    title: 'Format and lint (Biome)',
    run: () => tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']),
  },
  { title: 'Build (tsc -b)', run: build },
  {
    title: 'Types of the tests (tsc)',
    run: () => tool('typescript', 'tsc', ['-p', 'tsconfig.test.json']),
  },
  // After the build, because it reads the types of our own packages from their dist folders.
  {
    title: 'Type-aware lint (oxlint)',
    run: () => tool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings']),
  },
  {
    title: 'Import rules (dependency-cruiser)',
    run: () => tool('dependency-cruiser', 'depcruise', ['--config', IMPORT_RULES, ...CODE_FOLDERS]),
  },
  { title: 'Unused code and dependencies (knip)', run: () => tool('knip', 'knip', []) },
  { title: 'Tests (vitest)', run: () => runTests([]) },
];

/**
 * Runs every check and stops at the first that fails. With arguments it runs only the tests and
 * hands the arguments to vitest: `npm test -- packages/contract/src/errors.test.ts -t 'name'`.
 *
 * @returns {Promise<number>} the exit code of the failing step, or 0
 */
export async function runChecks(vitestArgs) {
  if (vitestArgs.length > 0) {
    // Some tests start the built service as a process of its own.
    await buildIfStale();
    return runTests(vitestArgs);
  }
  const results = [];
  for (const [index, step] of STEPS.entries()) {
    console.log(`\n=== ${index + 1}/${STEPS.length} ${step.title}`);
    const startedAtMs = performance.now();
    const exitCode = await step.run();
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    results.push({ title: step.title, seconds, exitCode });
    if (exitCode !== 0) break;
  }
  return summarize(results);
}

/**
 * Takes a picture of every page of the dashboard and the documentation, in light, dark and phone
 * width.
 *
 * @returns {Promise<number>} the exit code of the browser test that took them
 */
export async function takeScreenshots() {
  process.env.SCREENSHOTS = path.join(rootFolder, 'screenshots');
  console.log(`The pictures go to ${process.env.SCREENSHOTS}.`);
  const pages = ['dashboard', 'docs'].map((part) => `e2e/${part}/pages.test.ts`);
  return runTests(['--project', 'e2e', ...pages]);
}

function summarize(results) {
  console.log('\n=== Summary');
  for (const { title, seconds, exitCode } of results) {
    console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  }
  for (const { title } of STEPS.slice(results.length)) console.log(`not run ${title}`);
  return results.at(-1).exitCode;
}

async function runTests(vitestArgs) {
  await ensureBrowser();
  // A path typed on Windows has backslashes; vitest matches file names with slashes.
  const args = vitestArgs.map((arg) => arg.replaceAll(path.sep, '/'));
  return tool('vitest', 'vitest', ['run', ...args]);
}

function tool(packageName, commandName, args) {
  return runForeground([toolPath(packageName, commandName), ...args]);
}
