// Guards how the documentation is served: what may run, what is kept, what agents get, what is not
// there; and that the errors page is whole.
import { createHash } from 'node:crypto';
import { buildCliSchemas, buildToolSchemas, ERROR_CODES, OPERATIONS } from '@affitor/contract';
import { renderSkill } from '@affitor/recipes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../test/harness.js';
import { startTestApp, type TestApp } from '../../test/test-app.js';
import { createHttpServer } from '../platform/http/server.js';
import { registerDocsRoutes } from './index.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const PERSON = { headers: { accept: 'text/html,*/*' } };

test('a page is found by its address, with and without the folder at the end', async () => {
  const { status, headers } = await app.call('GET', '/docs');
  expect([status, headers.location]).toEqual([302, '/docs/']);
  for (const path of ['/docs/', '/docs/getting-started', '/docs/guides/node', '/docs/explorer']) {
    const page = await app.call('GET', path, PERSON);
    expect([path, page.status]).toEqual([path, 200]);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.body).toMatch(/^<!doctype html>/i);
  }
});

test('of inline scripts only those of the build run, and nobody frames a page', async () => {
  const { headers } = await app.call('GET', '/docs/errors', PERSON);
  const policy = String(headers['content-security-policy']);
  const [scripts] = /script-src [^;]+/.exec(policy) ?? [''];
  expect(scripts).toMatch(/^script-src 'self'(?: 'sha256-[A-Za-z0-9+/=]{44}')+$/);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('pages are asked for again, files whose names carry a hash are kept', async () => {
  const page = await app.call('GET', '/docs/errors', PERSON);
  expect(page.headers['cache-control']).toBe('public, max-age=0');
  const again = await app.call('GET', '/docs/errors', {
    headers: { ...PERSON.headers, 'if-none-match': String(page.headers.etag) },
  });
  expect(again.status).toBe(304);
  const script = /src="(\/docs\/assets\/app\.[^"]+\.js)"/.exec(String(page.body))?.[1] ?? '';
  const asset = await app.call('GET', script, { headers: { 'accept-encoding': 'br' } });
  expect([asset.status, asset.headers['content-encoding']]).toEqual([200, 'br']);
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('agents find a list of the pages, all of them in one, each as Markdown', async () => {
  const index = await app.call('GET', '/llms.txt');
  expect(index.headers['content-type']).toMatch(/^text\/plain/);
  const pages = [...String(index.body).matchAll(/\]\((\/docs\/[^)]+\.md)\)/g)].map(
    ([, one]) => one,
  );
  expect(pages.length).toBeGreaterThan(30);
  const everything = String((await app.call('GET', '/llms-full.txt')).body);
  for (const page of pages) {
    const { status, headers, body } = await app.call('GET', page ?? '');
    expect([page, status]).toEqual([page, 200]);
    expect(headers['content-type']).toMatch(/^text\/markdown/);
    expect(body).toMatch(/^# /);
    expect(body).not.toMatch(/\[\[\w+\]\]|<!-- made/);
    expect(everything).toContain(String(body).trim());
  }
});

test('the runbook for agents names this service, and an index names the runbook', async () => {
  const skill = await app.call('GET', '/skill.md');
  expect(skill.headers['content-type']).toBe('text/markdown; charset=utf-8');
  expect(skill.body).toBe(renderSkill({ apiUrl: 'http://affitor.test' }));
  const path = '/.well-known/agent-skills/index.json';
  const index = await app.call('GET', path);
  const { skills } = OPERATIONS.readAgentSkillIndex.response.parse(index.body);
  const hash = createHash('sha256').update(String(skill.body)).digest('hex');
  expect(skills).toMatchObject([{ name: 'affitor', url: '/skill.md', digest: `sha256:${hash}` }]);
});

test('what commands and tools answer is published as JSON Schema', async () => {
  for (const [words, schema] of Object.entries(buildCliSchemas())) {
    const path = `/docs/schemas/cli/${words.replace(' ', '-')}.json`;
    const { status, headers, body } = await app.call('GET', path);
    expect([path, status, body]).toEqual([path, 200, schema]);
    expect(headers['content-type']).toMatch(/^application\/json/);
  }
  for (const [name, schema] of Object.entries(buildToolSchemas())) {
    const path = `/docs/schemas/mcp/${name}.json`;
    expect([path, (await app.call('GET', path)).body]).toEqual([path, schema]);
  }
});

test('what is not there is a page for people and the documented error for programs', async () => {
  const person = await app.call('GET', '/docs/nowhere', PERSON);
  expect(person.status).toBe(404);
  expect(person.headers['content-type']).toMatch(/^text\/html/);
  for (const path of ['nowhere', 'assets', '..%2fpackage.json', '..%2f..%2fpackage.json', '%00']) {
    const { status, code } = await app.call('GET', `/docs/${path}`);
    expect([path, status, code]).toEqual([path, 404, 'route_not_found']);
  }
});

test('where the documentation was not built, its addresses lead nowhere', async () => {
  const http = createHttpServer({ log: silentLog, publicUrl: 'http://a.test', trustProxy: false });
  registerDocsRoutes(http, { files: null });
  for (const url of ['/docs/', '/docs/errors', '/llms.txt']) {
    const answer = await http.inject({ url });
    expect([url, answer.statusCode]).toEqual([url, 404]);
  }
  await http.close();
});

describe('the errors page', () => {
  let html: string;
  beforeAll(async () => {
    const page = String((await app.call('GET', '/docs/errors', PERSON)).body);
    html = /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';
  });

  test('has the address of every code that an answer can lead to', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ERROR_CODES.filter((code) => !ids.includes(code))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('goes down one level of headings at a time, after a single first one', () => {
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('shows placeholders as text', () => {
    expect(html).toContain('Current status: &lt;status&gt;</code>');
  });
});
