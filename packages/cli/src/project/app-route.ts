// Owns the webhook route that is put into an application: where it goes, and never over another.
import fs from 'node:fs';
import path from 'node:path';
import { getWebhookRoute, type Provider, type WebhookRoute } from '@affitor/recipes';
import { readManifest } from '../onboard/manifest.js';
import { APP_LAYOUT } from '../onboard/stack.js';
import { readFile, writeFile } from '../platform/files.js';

/** The route of a provider for this application; null where it has none to be written. */
export function findRoute(cwd: string, provider: Provider): WebhookRoute | null {
  const prefix = findAppFolder(cwd);
  const route = prefix === null ? null : getWebhookRoute('next-app', provider);
  return route && { ...route, path: `${prefix}${route.path}` };
}

/** Writes a route, unless there is a file already; says what was done. */
export function writeRoute(cwd: string, route: WebhookRoute): 'ok' | 'already' {
  const file = path.join(cwd, ...route.path.split('/'));
  if (fs.existsSync(file)) return 'already';
  writeFile({ path: file, text: route.source });
  return 'ok';
}

/** npm packages of the route that the application does not name. */
export function missingPackages(cwd: string, route: WebhookRoute): string[] {
  const named = namedPackages(cwd);
  return route.deps.filter((name) => named[name] === undefined);
}

/** What stands before `app/` in an application of Next.js with that folder; null in others. */
function findAppFolder(cwd: string): '' | 'src/' | null {
  if (namedPackages(cwd).next === undefined) return null;
  const prefixes = ['src/', ''] as const;
  return prefixes.find((prefix) => hasLayout(cwd, `${prefix}app`)) ?? null;
}

function hasLayout(cwd: string, app: string): boolean {
  const folder = path.join(cwd, app);
  const isFolder = fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder && fs.readdirSync(folder).some((name) => APP_LAYOUT.test(`${app}/${name}`));
}

/** A package.json that nobody can read tells nothing about the application. */
function namedPackages(cwd: string): Readonly<Record<string, string>> {
  return readManifest(readFile(path.join(cwd, 'package.json')) ?? '')?.dependencies ?? {};
}
