// Owns the list of commands: what each prepares and what it then runs.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildIfStale } from './build.mjs';
import { runChecks, takeScreenshots } from './checks.mjs';
import { installIfStale } from './install.mjs';
import { ReadableError, rootFolder } from './repository.mjs';
import { runForeground, runService } from './service.mjs';

const COMMANDS = {
  demo: (args) => runService(entry('packages/server/dist/demo/main.js'), args),
  start: (args) => runService(entry('packages/server/dist/start.js'), args),
  admin: (args) => runForeground([entry('packages/server/dist/admin.js'), ...args]),
  bench: (args) => runForeground([entry('bench/run.mjs'), ...args]),
  test: (args) => runChecks(args),
  screenshots: () => takeScreenshots(),
};

/**
 * Prepares the repository (install, build) and runs one command.
 *
 * @param {string[]} argv the command and its arguments
 * @returns {Promise<number>} the exit code of what was run
 */
export async function run(argv) {
  const [name, ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  if (!command) {
    const names = Object.keys(COMMANDS).join('|');
    throw new ReadableError(`Usage: node scripts/bootstrap.mjs <${names}> [arguments]`);
  }
  await installIfStale();
  // The checks build as a step of their own, so that what it says stands under a heading.
  if (name !== 'test') await buildIfStale();
  return command(args);
}

function entry(relativePath) {
  const absolutePath = path.join(rootFolder, relativePath);
  if (!existsSync(absolutePath)) {
    throw new ReadableError(`${relativePath} does not exist: this checkout cannot run it.`);
  }
  return absolutePath;
}
