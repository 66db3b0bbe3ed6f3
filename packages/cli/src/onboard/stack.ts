// Owns telling what an application is built on, by its files and its dependencies. Pure.
import type { Framework, Provider } from '@affitor/recipes';

export type PackageManager = 'pnpm' | 'yarn' | 'npm';

export interface Stack {
  framework: Framework;
  provider: Provider;
  packageManager: PackageManager;
}

/** What `package.json` says that matters here. */
export interface Manifest {
  dependencies: Readonly<Record<string, string>>;
  scripts: Readonly<Record<string, string>>;
  main: string | undefined;
  bin: unknown;
}

export const APP_LAYOUT = /^(?:src\/)?app\/(?:[[(][^/]+[\])]\/)*layout\.(?:tsx|jsx|ts|js)$/;
const PAGES_APP = /^(?:src\/)?pages\/(?:_app|_document|index)\.(?:tsx|jsx|ts|js)$/;

const PACKAGES_OF_PROVIDERS: [Provider, RegExp][] = [
  ['stripe', /^(?:stripe$|@stripe\/)/],
  ['polar', /^@polar-sh\//],
  ['lemonsqueezy', /^(?:@lemonsqueezy\/|lemonsqueezy)/],
  ['paddle', /^@paddle\//],
];

export const FRAMEWORK_NAMES: Readonly<Record<Framework, string>> = {
  'next-app': 'Next.js (App Router)',
  'next-pages': 'Next.js (Pages Router)',
  fastify: 'Fastify',
  express: 'Express',
  node: 'Node.js',
  unknown: 'an unknown framework',
};

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  stripe: 'Stripe',
  polar: 'Polar',
  lemonsqueezy: 'Lemon Squeezy',
  paddle: 'Paddle',
  unknown: 'an unknown payment provider',
};

/** The stack of a project; `lockfile` is the name of the nearest one. */
export function detectStack(
  manifest: Manifest,
  paths: readonly string[],
  lockfile: string | null,
): Stack {
  const names = Object.keys(manifest.dependencies);
  const provider = PACKAGES_OF_PROVIDERS.find(([, pattern]) =>
    names.some((name) => pattern.test(name)),
  );
  return {
    framework: frameworkOf(manifest, paths),
    provider: provider?.[0] ?? 'unknown',
    packageManager:
      lockfile === 'pnpm-lock.yaml' ? 'pnpm' : lockfile === 'yarn.lock' ? 'yarn' : 'npm',
  };
}

function frameworkOf(manifest: Manifest, paths: readonly string[]): Framework {
  const { dependencies, scripts, main, bin } = manifest;
  const has = (name: string) => dependencies[name] !== undefined;
  if (has('next') && paths.some((path) => APP_LAYOUT.test(path))) return 'next-app';
  if (has('next') && paths.some((path) => PAGES_APP.test(path))) return 'next-pages';
  if (has('fastify')) return 'fastify';
  if (has('express')) return 'express';
  const isStarted = scripts.start !== undefined || scripts.serve !== undefined;
  return has('stripe') || main || bin || isStarted ? 'node' : 'unknown';
}
