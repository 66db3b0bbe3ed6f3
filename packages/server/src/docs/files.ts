// Owns where the built documentation lies. The server serves its files and imports nothing of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../platform/package-folder.js';

/** The built documentation. */
export interface DocsFiles {
  folder: string;
  /** Every file by its path within the folder, with slashes. */
  names: ReadonlySet<string>;
  /** The hashes of the inline scripts of its pages, as a policy names them. */
  scriptHashes: readonly string[];
}

/** Finds what the documentation's package built; null where it was not built. */
export function findDocsFiles(): DocsFiles | null {
  const folder = path.join(packageFolder('@affitor/docs'), 'dist', 'site');
  const policyFile = path.join(folder, 'policy.json');
  if (!existsSync(policyFile)) return null;
  const policy = JSON.parse(readFileSync(policyFile, 'utf8')) as { scripts: string[] };
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return {
    folder,
    names: new Set(names.map((name) => name.replaceAll(path.sep, '/'))),
    scriptHashes: policy.scripts,
  };
}
