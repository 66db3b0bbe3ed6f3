// Owns the code samples of the documentation, read from the pages as they are rendered.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One block of code of a page. */
export interface Sample {
  page: string;
  language: string;
  text: string;
  /** Where it stands, for messages. */
  place: string;
}

const SOURCES = fileURLToPath(new URL('../../docs/dist/source', import.meta.url));

/** A page as it is rendered. */
export function readPage(page: string): string {
  return readFileSync(path.join(SOURCES, page), 'utf8');
}

/** Every sample of every page. */
export function listSamples(): Sample[] {
  const pages = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith('.md'))
    .sort();
  return pages.flatMap((page) => {
    return [...readPage(page).matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)].map(
      (match, index) => {
        const [, indent = '', language = '', code = ''] = match;
        const plain = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
        return { page, language, text: plain, place: `${page}, sample ${index + 1}` };
      },
    );
  });
}
