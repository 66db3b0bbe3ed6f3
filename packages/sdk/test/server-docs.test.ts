// Owns the guarantee that the snippets of the server documentation work as they are written.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { NextRequest } from 'next/server.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Affitor } from '../src/server/index.js';
import { type AffitorService, startAffitorService } from './affitor-service.js';
import { listen, OpenShops, type Shop } from './shops.js';
import { NAVIGATION, Visitor } from './visitor.js';

const docs = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

let service: AffitorService;
let program: { id: number; key: string };
const shops = new OpenShops();

beforeAll(async () => {
  service = await startAffitorService();
  program = await service.createProgram();
  await service.createPartner(program.id, 'p1');
  process.env.AFFITOR_URL = service.url;
  process.env.AFFITOR_API_KEY = program.key;
});
afterAll(async () => {
  delete process.env.AFFITOR_URL;
  delete process.env.AFFITOR_API_KEY;
  await service.stop();
});
afterEach(() => shops.stop());

/** The entries of the package, which a snippet imports by the names that a customer uses. */
const ENTRY = /from '@affitor\/sdk\/(\w+)'/g;
const IMPORT = /^import (\{[^}]+\}|\w+) from '([^']+)';$/gm;

/**
 * Runs the snippet under a heading, with `names` for what the reader has. Imports become calls,
 * because a text cannot have others; gives the value of `result`, a name of the snippet.
 */
async function run(heading: string, names: Record<string, unknown>, result: string) {
  const section = docs.slice(docs.indexOf(`# ${heading}\n`));
  const snippet = /```js\n([\s\S]+?)```/.exec(section)?.[1] ?? '';
  const modules: Record<string, unknown> = {};
  for (const [, entry] of snippet.matchAll(ENTRY)) {
    modules[`@affitor/sdk/${entry}`] = await import(`../src/${entry}/index.ts`);
  }
  for (const [, , name = ''] of snippet.matchAll(IMPORT)) {
    modules[name] ??= await import(name === 'next/server' ? 'next/server.js' : name);
  }
  const body = snippet
    .replace(IMPORT, (_, binding: string, name: string) =>
      binding.startsWith('{')
        ? `const ${binding} = modules['${name}'];`
        : `const ${binding} = modules['${name}'].default;`,
    )
    .replace(/^export default /m, 'const worker = ')
    .replace(/^export /gm, '');
  const all: Record<string, unknown> = { ...names, modules };
  const text = `return (async () => {\n${body}\nreturn ${result};\n})()`;
  return new Function(...Object.keys(all), text)(...Object.values(all));
}

/** What the database says of the last signup. */
async function lastLead(): Promise<{ click_id: string }> {
  return (await service.listEvents(program.id, 'lead')).at(-1);
}

let users = 0;
const createUser = () => {
  users += 1;
  return { id: `user_${users}`, email: `user${users}@mail.example`, isNew: true };
};

const openShop = (server: Server) => shops.open(listen(server));

test('the quick start records a lead, a sale and a refund', async () => {
  const affitor = new Affitor({ apiKey: program.key, apiUrl: service.url });
  const click = await affitor.trackClick({ affiliateUrl: 'https://shop.example/?aff=p1' });
  const clickId = click.data?.success ? click.data.click_id : null;
  const names = { user: createUser(), clickId, invoice: { id: 'in_quick' } };
  expect(await run('Leads, sales and refunds', names, 'sale')).toMatchObject({ ok: true });
  expect(await lastLead()).toMatchObject({ click_id: clickId });
  const again = await affitor.trackRefund({ invoiceId: 'in_quick', refundAmountCents: 1000 });
  expect(again.data).toMatchObject({ success: true });
});

/** Follows a partner's link to a shop and signs up; gives the click that the signup went to. */
async function signUp(url: string): Promise<void> {
  const visitor = new Visitor();
  // A proxy of the shop speaks https to the visitor.
  const headers = { 'x-forwarded-proto': 'https' };
  const landing = await visitor.open(`${url}/?aff=p1`, headers);
  expect(landing.text).toBe('<h1>Welcome</h1>');
  const { value, attributes } = landing.cookies.affitor_click_id ?? { value: '', attributes: [] };
  expect(attributes).toEqual(expect.arrayContaining(['Domain=.example.com', 'Secure']));
  const signup = await visitor.open(`${url}/signup`, headers, 'POST');
  expect(signup.headers.location).toBe('/welcome');
  expect(await lastLead()).toMatchObject({ click_id: value });
}

test('the Express shop attributes a signup to the click of its landing', async () => {
  await signUp(await openShop(createServer(await run('Express', { createUser }, 'app'))));
});

test('the Fastify shop attributes a signup to the click of its landing', async () => {
  const app: FastifyInstance = await run('Fastify', { createUser }, 'app');
  const listening = app.listen({ host: '127.0.0.1', port: 0 });
  const shop = listening.then((url): Shop => ({ url, stop: () => app.close() }));
  await signUp(await shops.open(shop));
});

test('the Next.js proxy sets the cookie of a landing and matches pages only', async () => {
  const { proxy, config } = await run('Next.js', {}, '{ proxy, config }');
  const request = new NextRequest('https://www.example.com/?aff=p1', { headers: NAVIGATION });
  const response: Response = await proxy(request);
  expect(response.headers.getSetCookie()[0]).toMatch(
    /^affitor_click_id=cust_\d+_\d+; .*Domain=\.example\.com; SameSite=Lax; Secure$/,
  );
  const pages = new RegExp(`^${config.matcher[0]}$`);
  const paths = ['/', '/pricing', '/_next/static/a.js', '/api/users', '/logo.png'];
  expect(paths.filter((path) => pages.test(path))).toEqual(['/', '/pricing']);
});

test('the worker serves its page with the cookies', async () => {
  const servePage = () => new Response('<h1>Welcome</h1>');
  const { fetch } = globalThis;
  const local = (url: string, init: RequestInit) =>
    fetch(url.replace('https://affiliates.example.com', service.url), init);
  globalThis.fetch = local as typeof fetch;
  try {
    const heading = 'Workers, Deno, Bun, and every other server of Request and Response';
    const worker = await run(heading, { servePage }, 'worker');
    const page: Response = await worker.fetch(
      new Request('https://www.example.com/?aff=p1', { headers: NAVIGATION }),
    );
    expect(await page.text()).toBe('<h1>Welcome</h1>');
    expect(page.headers.getSetCookie()).toHaveLength(4);
  } finally {
    globalThis.fetch = fetch;
  }
});

test('an OAuth sign-in that returns to another browser keeps the click', async () => {
  const { default: express } = await import('express');
  const app = express();
  const kept: string[] = [];
  const affitor = new Affitor({ apiKey: program.key, apiUrl: service.url });
  const click = await affitor.trackClick({ affiliateUrl: 'https://shop.example/?aff=p1' });
  const clickId = click.data?.success ? click.data.click_id : '';
  const names = {
    app,
    affitor,
    makeState: () => 'random',
    keepState: (_response: unknown, state: string) => kept.push(state),
    googleUrl: (state: string) => `/login/google/callback?state=${encodeURIComponent(state)}`,
    requireSameState: (_request: unknown, state: string) => expect(kept).toContain(state),
    finishLogin: createUser,
  };
  await run('Sign-in with another provider', names, 'app');
  const url = await openShop(createServer(app));
  const visitor = new Visitor();
  visitor.jar.set('affitor_click_id', clickId);
  const away = await visitor.open(`${url}/login/google`);
  const back = await new Visitor().open(url + away.headers.location);
  expect(back.headers.location).toBe('/welcome');
  expect(await lastLead()).toMatchObject({ click_id: clickId });
});

test('the call without the SDK records, goes on quietly after a 409, and throws the rest', async () => {
  const affitor = new Affitor({ apiKey: program.key, apiUrl: service.url });
  const click = await affitor.trackClick({ affiliateUrl: 'https://shop.example/?aff=p1' });
  const clickId = click.data?.success ? click.data.click_id : null;
  await affitor.trackLead({ customerExternalId: 'payer', clickId });
  // Only the host that it names leads to the service under test.
  const local = (url: string, init: RequestInit) =>
    fetch(url.replace('https://api.affitor.com', service.url), init);
  const names = { PROGRAM_API_KEY: program.key, chargeId: 'ch_1', userId: 'payer', fetch: local };
  expect(await run('Without the SDK', names, "'recorded'")).toBe('recorded');
  expect(await run('Without the SDK', names, "'recorded'")).toBeUndefined();
  const unknown = { ...names, chargeId: 'ch_2', userId: 'nobody' };
  await expect(run('Without the SDK', unknown, "'recorded'")).rejects.toThrow(
    'Affitor error 400: Customer not found. Provide customer_key or click_id.',
  );
});
