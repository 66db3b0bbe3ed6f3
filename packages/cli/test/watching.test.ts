// Guards the commands that explain, follow, trigger and examine, against the real service.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLI_OUTPUTS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './projects.js';

let stage: Stage;
const servers: http.Server[] = [];

beforeAll(async () => {
  stage = await openStage();
}, 90_000);
afterAll(async () => {
  for (const server of servers) server.close();
  await stage.close();
});

/** A server of this machine; gives its address. */
async function serve(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a sale is explained by its transaction id: who, why, how much', async () => {
  const project = await stage.createProject();
  await stage.sell(project, 'inv_1');
  const { code, json } = await project.at.run('explain inv_1 --json');
  expect(code).toBe(0);
  const { trace } = CLI_OUTPUTS.explain.parse(json);
  expect(trace?.credited_to?.name).toMatch(/^Partner/);
  expect(trace?.commissions[0]?.arithmetic.formula).toBe('100.00 × 40% = 40.00 USD');
  const text = await project.at.run('explain inv_1');
  expect(text.out).toContain('sale inv_1: 100.00 USD');
  expect(text.out).toContain('100.00 × 40% = 40.00 USD');
  const unknown = await project.at.run('explain inv_2 --json');
  expect([unknown.code, unknown.json.error]).toEqual([1, 'not_found']);
});

test('a refused call is explained by its request id', async () => {
  const { at, key } = await stage.createProject();
  const refused = await fetch(`${stage.service.url}/api/v1/track/sale`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer_key: 'nobody', transaction_id: 'x', amount_cents: 100 }),
  });
  expect(refused.status).toBe(400);
  const requestId = refused.headers.get('x-request-id') ?? '';
  const { code, json } = await at.run(['explain', requestId, '--json']);
  expect(code).toBe(0);
  expect(CLI_OUTPUTS.explain.parse(json).refusals[0]?.explanation.fix).toBeTruthy();
});

test('a listener sees a sale as it happens and hands it on, receiver or not', async () => {
  const project = await stage.createProject();
  const received: unknown[] = [];
  const receiver = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      received.push(JSON.parse(body));
      response.statusCode = 500;
      response.end();
    });
  });
  let err = '';
  let hear = (): void => undefined;
  const listening = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const stderr = {
    write(text: string) {
      err += text;
      if (err.includes('Listening')) hear();
    },
  };
  const line = `listen --json --kind sale --count 1 --forward-to http://${receiver}/hook`;
  const heard = project.at.run(line, { stderr });
  await listening;
  await stage.sell(project, 'inv_live');
  const { code, json } = await heard;
  expect(code).toBe(0);
  const event = CLI_OUTPUTS.listen.parse(json);
  expect(event).toMatchObject({ kind: 'sale', transaction_id: 'inv_live', amount_cents: 10_000 });
  expect(received).toEqual([json]);
});

test('a listener that is stopped ends, and one with a wrong address never begins', async () => {
  const { at } = await stage.createProject();
  const stop = new AbortController();
  const stdout = { write: () => stop.abort() };
  const { code } = await at.run('listen', { stopped: stop.signal, stdout });
  expect(code).toBe(0);
  const wrong = await at.run('listen --json --forward-to file:///etc/passwd');
  expect([wrong.code, wrong.json.error]).toEqual([2, 'invalid_options']);
});

test.each(['click', 'lead', 'sale', 'refund'])(
  'a triggered %s is one of the test events and no real one',
  async (type) => {
    const { at, programId } = await stage.createProject();
    const { code, json } = await at.run(`trigger ${type} --json`);
    expect(code).toBe(0);
    CLI_OUTPUTS.trigger.parse(json);
    const list = (mode: string) =>
      stage.service.manage(
        'GET',
        `/api/advertiser/affiliate-programs/${programId}/events?mode=${mode}`,
      );
    expect((await list('test')).length).toBeGreaterThan(0);
    expect(await list('live')).toEqual([]);
  },
);

const page = (tag: string) => `<!doctype html><html><head>${tag}</head><body>Hi</body></html>`;

test('the doctor finds nothing on a page that is right, and each thing that is wrong', async () => {
  let html = '';
  let csp: string | null = null;
  const host = await serve((_request, response) => {
    response.setHeader('content-type', 'text/html');
    if (csp !== null) response.setHeader('content-security-policy', csp);
    response.end(html);
  });
  const { at, programId } = await stage.createProject(host);
  const { url } = stage.service;
  const tagOf = (id: number) =>
    `<script src="${url}/js/affitor-tracker.js" data-affitor-program-id="${id}" defer></script>`;
  const examine = async (line = 'doctor --json') => {
    const { code, json } = await at.run(line);
    const { checks, healthy } = CLI_OUTPUTS.doctor.parse(json);
    for (const { status, fix } of checks) {
      if (status === 'fail' || status === 'warn') expect(fix).toBeTruthy();
    }
    const byName = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
    return { code, healthy, ...byName };
  };
  html = page(tagOf(programId));
  expect(await examine()).toEqual({
    ...{ code: 0, healthy: true, config: 'ok', key: 'ok', clock: 'ok' },
    ...{ site: 'ok', script_tag: 'ok', csp: 'ok', origin: 'ok', cookie: 'ok' },
  });
  csp = "default-src 'self'";
  expect(await examine()).toMatchObject({ code: 4, csp: 'fail', script_tag: 'ok' });
  csp = `script-src 'self' ${url}; connect-src ${url}`;
  html = page(`<!-- ${tagOf(programId)} -->${tagOf(programId + 1)}`);
  expect(await examine()).toMatchObject({ code: 4, csp: 'ok', script_tag: 'fail' });
  const elsewhere = await serve((_request, response) => response.end(page(tagOf(programId))));
  expect(await examine(`doctor --json --site http://${elsewhere}`)).toMatchObject({
    code: 4,
    origin: 'fail',
  });
  expect(await examine('doctor --json --site http://127.0.0.1:9')).toMatchObject({
    code: 4,
    site: 'fail',
  });
  expect(await examine('doctor --json --api-key wrong')).toMatchObject({ code: 4, key: 'fail' });
});
