// Guards how the dashboard is served: what may run, what may be kept, and what leads nowhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../test/harness.js';
import { startTestApp, type TestApp } from '../../test/test-app.js';
import { createHttpServer } from '../platform/http/server.js';
import { registerDashboardRoutes } from './index.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const policyOf = (headers: Record<string, unknown>) => String(headers['content-security-policy']);

test('every address below /app is the page, with a nonce of its own that the policy names', async () => {
  const nonces = new Set<string>();
  for (const path of ['/app', '/app/', '/app/sign-in', '/app/programs/7/links?status=active']) {
    const { status, headers, body } = await app.call('GET', path);
    expect([path, status]).toEqual([path, 200]);
    const nonce = /<script[^>]* nonce="([^"]+)"/.exec(String(body))?.[1] ?? '';
    expect(policyOf(headers)).toContain(`script-src 'self' 'nonce-${nonce}'`);
    nonces.add(nonce);
    expect(body).not.toContain('__CSP_NONCE__');
  }
  expect(nonces.size).toBe(4);
});

test('nothing inline runs, nobody frames the page, and nobody keeps it', async () => {
  const { headers, body } = await app.call('GET', '/app/sign-in');
  expect(policyOf(headers)).not.toMatch(/unsafe|\*/);
  expect(policyOf(headers)).toContain("frame-ancestors 'none'");
  expect(policyOf(headers)).toContain("default-src 'none'");
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(String(body)).not.toMatch(/<script(?![^>]* src=)/);
});

test('files whose names carry a hash are kept for good and travel compressed', async () => {
  const { body } = await app.call('GET', '/app');
  const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(String(body))?.[1] ?? '';
  const { status, headers } = await app.call('GET', script, {
    headers: { 'accept-encoding': 'br' },
  });
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['content-encoding']).toBe('br');
  expect(headers['content-type']).toMatch(/javascript/);
});

test('no address reads a file beside those of the dashboard', async () => {
  for (const path of ['manifest.json', '..%2fmanifest.json', '..%2f..%2findex.html', 'gone.js']) {
    const { status, code } = await app.call('GET', `/app/assets/${path}`);
    expect([path, status === 404 || status === 403, code]).toEqual([path, true, 'route_not_found']);
  }
});

test('the root leads to the dashboard', async () => {
  const { status, headers } = await app.call('GET', '/');
  expect([status, headers.location]).toEqual([302, '/app/']);
});

test('where the dashboard was not built, its addresses lead nowhere and the service works', async () => {
  const http = createHttpServer({ log: silentLog, publicUrl: 'http://a.test', trustProxy: false });
  registerDashboardRoutes(http, { files: null });
  for (const url of ['/', '/app', '/app/x', '/app/assets/x.js']) {
    const answer = await http.inject({ url });
    expect([url, answer.statusCode]).toEqual([url, 404]);
  }
  await http.close();
});
