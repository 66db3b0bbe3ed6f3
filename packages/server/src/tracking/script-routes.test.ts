// Owns the promises of the script tag: what is served, to whom, and how long it may be kept.
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../test/test-app.js';
import { readScriptFile } from './script-file.js';

const NAMES = ['affitor-tracker.js', 'affitor-tracker-uat.js', 'affitor-tracker-local.js'];
const source = readScriptFile('affitor-tracker.js');
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const load = (headers: Record<string, string> = {}, name = 'affitor-tracker.js') =>
  app.app.http.inject({ method: 'GET', url: `/js/${name}`, headers });

test('every name that a loader asks for answers its script', async () => {
  for (const name of NAMES) {
    const { statusCode, headers, rawPayload } = await load({}, name);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(rawPayload.equals(readScriptFile(name))).toBe(true);
  }
});

test('the script is compressed as the caller accepts', async () => {
  const brotli = await load({ 'accept-encoding': 'gzip, deflate, br' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.rawPayload).equals(source)).toBe(true);
  const gzip = await load({ 'accept-encoding': 'gzip, br;q=0' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.rawPayload).equals(source)).toBe(true);
  expect((await load({ 'accept-encoding': 'identity' })).headers['content-encoding']).toBe(
    undefined,
  );
  expect((await load({ 'accept-encoding': '*' })).headers['content-encoding']).toBe('br');
});

test('a cache keeps the script for a day, apart for each encoding, and asks by its tag', async () => {
  const first = await load({ 'accept-encoding': 'br' });
  expect(first.headers['cache-control']).toMatch(/^public, max-age=86400/);
  expect(first.headers.vary).toMatch(/accept-encoding/i);
  const etag = String(first.headers.etag);
  const other = String((await load({ 'accept-encoding': 'gzip' })).headers.etag);
  expect(other).not.toBe(etag);
  for (const known of [etag, `W/${etag}`, `"old", ${etag}`, '*']) {
    const again = await load({ 'accept-encoding': 'br', 'if-none-match': known });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
    expect(again.headers.etag).toBe(etag);
  }
  const changed = await load({ 'accept-encoding': 'br', 'if-none-match': other });
  expect(changed.statusCode).toBe(200);
});

test('any site may load the script, also one that pins or isolates it', async () => {
  const { headers } = await load({ origin: 'https://anywhere.example' });
  expect(headers['access-control-allow-origin']).toBe('*');
  expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['set-cookie']).toBeUndefined();
});

test('the published hash is that of the served script', async () => {
  const { body } = await app.call('GET', '/js/affitor-tracker.json');
  const hash = createHash('sha384')
    .update((await load()).rawPayload)
    .digest('base64');
  expect(body.integrity).toBe(`sha384-${hash}`);
  expect(body.url).toMatch(/\/js\/affitor-tracker\.js$/);
  expect(body.content_security_policy['connect-src']).toBe(new URL(body.url).origin);
});
