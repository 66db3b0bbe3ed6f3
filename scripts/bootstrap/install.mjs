// Owns the installation of dependencies: when it is needed, and npm ci under a lock.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { fingerprint, ReadableError, readJson, rootFolder } from './repository.mjs';
import { runForeground } from './service.mjs';

const STAMP = path.join('node_modules', '.affitor-install.json');

/** Runs `npm ci` unless node_modules already holds what package-lock.json asks for. */
export async function installIfStale() {
  if (isFresh()) return;
  await withLock(async () => {
    // Another bootstrap may have installed while this one waited for the lock.
    if (!isFresh()) await install();
  });
}

async function install() {
  console.log('Installing dependencies (npm ci) …');
  // Development packages are needed to build, also where NODE_ENV=production is set.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const exitCode = await runForeground([findNpm(), ...args]);
  if (exitCode !== 0) {
    throw new ReadableError(
      `npm ci failed with code ${exitCode}; npm says why above. If it is the network, run the\n` +
        'command again. If it says that package-lock.json is out of date, run: npm install',
    );
  }
  // Written last: an installation that was interrupted leaves no stamp and is repeated.
  writeFileSync(path.join(rootFolder, STAMP), `${JSON.stringify(expectedStamp())}\n`);
}

function isFresh() {
  const stamp = readJson(STAMP);
  const expected = expectedStamp();
  return stamp !== undefined && Object.keys(expected).every((key) => stamp[key] === expected[key]);
}

/** Native packages differ by platform and Node, so a copied or shared folder is not trusted. */
function expectedStamp() {
  return {
    lock: fingerprint(readFileSync(path.join(rootFolder, 'package-lock.json'), 'utf8')),
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node.split('.')[0],
  };
}

/** npm's own JavaScript file: npm.cmd cannot be started without a shell on Windows. */
function findNpm() {
  const nodeFolder = path.dirname(process.execPath);
  const cli = path.join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const onPath = (process.env.PATH ?? process.env.Path ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .flatMap((folder) => [path.join(folder, cli), path.join(folder, '..', 'lib', cli)]);
  const startedBy = process.env.npm_execpath;
  const candidates = [
    ...(startedBy && path.basename(startedBy) === 'npm-cli.js' ? [startedBy] : []),
    path.join(nodeFolder, cli),
    path.join(nodeFolder, '..', 'lib', cli),
    ...onPath,
    path.join('/usr/share/nodejs/npm/bin/npm-cli.js'),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new ReadableError(
    'npm was not found beside Node.js. Install it (it comes with https://nodejs.org/;\n' +
      'on Debian: apt install npm) and run the command again.',
  );
}
