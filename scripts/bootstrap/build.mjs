// Owns the build: notices when a source changed, lets tsc -b compile, then runs what packages add.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import * as repository from './repository.mjs';
import { runForeground } from './service.mjs';

/** Inside node_modules, so that a fresh installation (another compiler) also builds afresh. */
const STAMP = path.join('node_modules', '.affitor-build.json');

/** The documentation: pages, and the build that makes a site of them. */
const DOCS = 'docs';

/** What a package does after the compiler, for instance bundle; most packages have none. */
const PACKAGE_BUILD = 'build.mjs';

/**
 * Compiles every package unless nothing changed since the last build: looking at the sources'
 * dates takes milliseconds, starting the compiler to learn the same takes seconds.
 */
export async function buildIfStale() {
  if (isFresh()) return;
  await withLock(async () => {
    if (isFresh()) return;
    console.log('Building (tsc -b) …');
    const exitCode = await build();
    if (exitCode !== 0)
      throw new repository.ReadableError('The build failed; the compiler says why above.');
  });
}

/**
 * Runs the compiler and the packages' own steps, and remembers what it built.
 *
 * @returns {Promise<number>} the exit code of the first step that failed, or 0
 */
export async function build() {
  // Taken before compiling: a file saved meanwhile differs from the stamp and is built next time.
  const sources = fingerprintSources();
  let exitCode = await runForeground([repository.toolPath('typescript', 'tsc'), '-b']);
  for (const folder of listBuilders()) {
    const file = path.join(repository.rootFolder, folder, PACKAGE_BUILD);
    if (exitCode === 0 && existsSync(file)) exitCode = await runForeground([file]);
  }
  if (exitCode === 0) {
    const stamp = `${JSON.stringify({ sources })}\n`;
    writeFileSync(path.join(repository.rootFolder, STAMP), stamp);
  }
  return exitCode;
}

/** The documentation comes last, because it is made from what the packages built. */
function listBuilders() {
  return [...repository.listPackages().map((name) => path.join('packages', name)), DOCS];
}

function isFresh() {
  const hasOutput = repository
    .listPackages()
    .filter((name) =>
      existsSync(path.join(repository.rootFolder, 'packages', name, 'tsconfig.json')),
    )
    .every((name) => existsSync(path.join(repository.rootFolder, 'packages', name, 'dist')));
  const hasDocs = existsSync(path.join(repository.rootFolder, DOCS, 'dist/site'));
  return hasOutput && hasDocs && repository.readJson(STAMP)?.sources === fingerprintSources();
}

function fingerprintSources() {
  const folders = repository
    .listPackages()
    .flatMap((name) => [
      ...listFiles(path.join('packages', name, 'src')),
      path.join('packages', name, 'tsconfig.json'),
      path.join('packages', name, 'package.json'),
      path.join('packages', name, PACKAGE_BUILD),
    ]);
  const pages = listFiles(DOCS).filter((file) => !file.startsWith(path.join(DOCS, 'dist')));
  const files = ['tsconfig.json', 'tsconfig.base.json', ...folders, ...pages];
  return repository.fingerprint(...files.map(describeFile));
}

function listFiles(folder) {
  const absolutePath = path.join(repository.rootFolder, folder);
  if (!existsSync(absolutePath)) return [];
  return readdirSync(absolutePath, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => path.relative(repository.rootFolder, path.join(item.parentPath, item.name)))
    .sort();
}

function describeFile(file) {
  try {
    const { mtimeMs, size } = statSync(path.join(repository.rootFolder, file));
    return `${file} ${mtimeMs} ${size}`;
  } catch {
    return `${file} missing`;
  }
}
