// Owns the pages as they are rendered: the written ones with values from code, and the made ones.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeApiPages } from './api-pages.mjs';
import { PAGES } from './contents.mjs';
import { docsFolder, list, sourceFolder, write } from './files.mjs';
import { makeSdkPages } from './sdk-pages.mjs';
import { SCHEMA_FILES } from './tool-blocks.mjs';
import { fillIn } from './values.mjs';

/** Folders beside the pages that are no part of the site. */
const APART = /^(?:decisions|dist|node_modules|site|\.vitepress)\//;

/** The catalogue's page carries no front matter, so that it reads well wherever it is shown. */
const ERRORS_FRONT = `---
description: "Every error of the API, what it means, and how to solve common problems."
madeFrom: packages/contract/src/errors
---`;

/** Writes every page below dist/source. */
export async function assemble() {
  const made = { ...makeApiPages(), ...(await makeSdkPages()) };
  const pages = { ...readWrittenPages(), ...made };
  pages.errors = `${ERRORS_FRONT}\n\n${pages.errors}`;
  compareWithContents(Object.keys(pages));
  for (const [page, text] of Object.entries(pages)) {
    write(path.join(sourceFolder, `${page}.md`), fillIn(text, page));
  }
  for (const [file, schema] of Object.entries(SCHEMA_FILES)) {
    write(path.join(sourceFolder, 'public', file), `${JSON.stringify(schema, null, 2)}\n`);
  }
  const images = path.join(sourceFolder, 'public/images');
  cpSync(path.join(docsFolder, 'images'), images, { recursive: true });
}

function readWrittenPages() {
  const files = list(docsFolder, /\.md$/).filter((file) => !APART.test(file));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/\.md$/, ''),
      readFileSync(path.join(docsFolder, file), 'utf8'),
    ]),
  );
}

/** A page that nobody can find, or an entry that leads nowhere, ends the build. */
function compareWithContents(pages) {
  const listed = new Set([...PAGES.map((page) => page.path), 'index']);
  const unlisted = pages.filter((page) => !listed.has(page));
  const missing = [...listed].filter((page) => !pages.includes(page));
  if (unlisted.length + missing.length === 0) return;
  const lists = [unlisted, missing].map((names) => names.join(', '));
  throw new Error(`not in contents.mjs: ${lists[0]}; listed without a page: ${lists[1]}`);
}
