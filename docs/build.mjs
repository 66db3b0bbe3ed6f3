// Owns the build of the documentation: pages from files and code, VitePress, and what agents read.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vitepress';
import { assemble } from './site/assemble.mjs';
import { docsFolder, list, siteFolder, sourceFolder, write } from './site/files.mjs';
import { publish } from './site/publish.mjs';

/** Beside the site, what it was made of: rendering takes most of the time. */
const STAMP = path.join(docsFolder, 'dist/made-of.txt');

rmSync(sourceFolder, { recursive: true, force: true });
await assemble();
const inputs = fingerprint();
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== inputs) {
  rmSync(STAMP, { force: true });
  rmSync(siteFolder, { recursive: true, force: true });
  await build(docsFolder);
  publish();
  write(STAMP, inputs);
}

/** Of everything that the site is made of: the pages, how they are rendered, and by what. */
function fingerprint() {
  const hash = createHash('sha256');
  const folders = [
    sourceFolder,
    ...['site', '.vitepress'].map((name) => path.join(docsFolder, name)),
  ];
  const files = folders.flatMap((folder) =>
    list(folder, /\.\w+$/).map((file) => path.join(folder, file)),
  );
  for (const file of [...files, path.join(docsFolder, '../package-lock.json')]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
