// Owns the guarantee that the described API and the routes that answer are the same.
import { OPERATIONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from './test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

/** Every path that is described or registered, with the methods each side has for it. */
const described = Object.values(OPERATIONS).flatMap((operation) => {
  const aliases: readonly string[] = 'aliases' in operation ? operation.aliases : [];
  return [operation.path, ...aliases].map((path) => `${operation.method} ${path}`);
});

/** What the router knows, read from its own tree. */
function registered(): string[] {
  const lines = app.app.http.printRoutes({ commonPrefix: false, includeMeta: false }).split('\n');
  const prefixes: string[] = [];
  return lines.flatMap((line) => {
    const parts = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/u.exec(line);
    if (!parts) return [];
    const [, indent = '', segment = '', methods = ''] = parts;
    const depth = indent.length / 4;
    prefixes[depth] = (prefixes[depth - 1] ?? '') + segment;
    prefixes.length = depth + 1;
    return methods
      .split(', ')
      .filter((method) => (METHODS as readonly string[]).includes(method))
      .map((method) => `${method} ${prefixes[depth]}`);
  });
}

test('every described operation has a route', () => {
  const missing = described.filter((route) => {
    const [method = '', url = ''] = route.split(' ');
    return !app.app.http.hasRoute({ method: method as 'GET', url });
  });
  expect(missing).toEqual([]);
});

test('every route is described', () => {
  const routes = registered();
  expect(routes.length).toBeGreaterThan(20);
  // The router prints a wildcard without the slash before it.
  const known = described.map((route) => route.replace('/*', '*'));
  expect(routes.filter((route) => !known.includes(route))).toEqual([]);
});

test('/openapi.json describes exactly these paths', async () => {
  const { status, body } = await app.call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1\./);
  const paths = Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item)
      .map((method) => method.toUpperCase())
      .filter((method) => (METHODS as readonly string[]).includes(method))
      .map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(paths.sort()).toEqual([...described].sort());
});

test('/docs/errors answers a page', async () => {
  const { status, headers, body } = await app.call('GET', '/docs/errors');
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/html/);
  expect(body).toMatch(/^<!doctype html>/i);
});
