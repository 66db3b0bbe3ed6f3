// Guards the doors to the machine: what is sent twice, opened, shown, and kept from being shown.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATIONS } from '@affitor/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { Api } from '../src/platform/api.js';
import { isWebUrl } from '../src/platform/browser.js';
import { Output } from '../src/platform/output.js';
import { hastyClock, openTerminal } from './terminal.js';

const servers: http.Server[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function printers(options: { isJson?: boolean } = {}) {
  const said = { out: '', err: '' };
  const output = new Output({
    isJson: options.isJson ?? false,
    isQuiet: false,
    isVerbose: true,
    hasColor: false,
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
  });
  return { output, said };
}

test('a request that may have arrived is repeated only if it changes nothing', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.method ?? '');
    // The service hangs up after it has read the request: nobody knows what it did.
    request.resume().on('end', () => response.destroy());
  });
  const api = new Api({ url, clock: hastyClock(), output: printers().output });
  const init = api.call(OPERATIONS.initCliProgram, { credential: 'x', body: { name: 'Acme' } });
  await expect(init).rejects.toMatchObject({ exitCode: 5 });
  expect(asked).toEqual(['POST']);
  const list = api.call(OPERATIONS.listCliPrograms, { credential: 'x' });
  await expect(list).rejects.toMatchObject({ exitCode: 5 });
  expect(asked).toEqual(['POST', 'GET', 'GET', 'GET']);
});

test('a credential does not follow a redirect', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end('{}');
  });
  const url = await serve((_request, response) => {
    response.writeHead(302, { location: `${elsewhere}/` }).end();
  });
  const api = new Api({ url, clock: hastyClock(), output: printers().output });
  const call = api.call(OPERATIONS.listCliPrograms, { credential: 'secret' });
  await expect(call).rejects.toMatchObject({ exitCode: 5 });
  expect(seen).toEqual([]);
});

test('an address that is not Affitor is said to be none', async () => {
  const url = await serve((_request, response) => response.end('<h1>Hello</h1>'));
  const at = openTerminal();
  const { code, json } = await at.run(`login --json --api-url ${url}`);
  expect([code, json.error]).toEqual([1, 'unexpected_answer']);
  at.remove();
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:password@acme.example',
  '--version',
  'calc.exe',
  '',
])('a browser is never sent to %j', (text) => {
  expect(isWebUrl(text)).toBe(false);
});

test('long work says what it is on standard error, short work and --json say nothing', async () => {
  vi.useFakeTimers();
  const { output, said } = printers();
  await output.progress('Reading', Promise.resolve(1));
  let finish = (_value: number): void => undefined;
  const long = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const shown = output.progress('Waiting', long);
  await vi.advanceTimersByTimeAsync(999);
  expect(said).toEqual({ out: '', err: '' });
  await vi.advanceTimersByTimeAsync(1);
  expect(said).toEqual({ out: '', err: 'Waiting …\n' });
  finish(2);
  expect(await shown).toBe(2);
  const quiet = printers({ isJson: true });
  const silent = quiet.output.progress('Waiting', Promise.resolve(3));
  expect([await silent, quiet.said]).toEqual([3, { out: '', err: '' }]);
});

test('a secret is hidden wherever it would be printed', () => {
  const { output, said } = printers();
  output.hide('sk_live_abc');
  output.info('sk_live_abc');
  output.debug('key=sk_live_abc');
  output.failure({ error: 'x', message: 'sk_live_abc was refused' });
  expect(said.out + said.err).not.toContain('sk_live_abc');
  expect(said.out).toContain('[hidden]');
});
