// Owns where the built dashboard lies. The server serves its files and imports nothing of it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../platform/package-folder.js';

/** The built dashboard. */
export interface DashboardFiles {
  /** The folder of the files whose names carry a hash of their content. */
  assetsFolder: string;
  /** The one page, with `NONCE_PLACEHOLDER` wherever a nonce belongs. */
  page: string;
}

/** What the build leaves in the page where every answer puts a nonce of its own. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** Finds what the dashboard's package built; null where it was not built. */
export function findDashboardFiles(): DashboardFiles | null {
  const folder = path.join(packageFolder('@affitor/dashboard'), 'dist', 'app');
  const pageFile = path.join(folder, 'index.html');
  if (!existsSync(pageFile)) return null;
  return { assetsFolder: path.join(folder, 'assets'), page: readFileSync(pageFile, 'utf8') };
}
