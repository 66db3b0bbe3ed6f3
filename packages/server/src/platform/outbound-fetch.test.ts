// Guards that the service reads public pages only, and never more or longer than it should.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isPublicAddress } from './outbound-address.js';
import { createOutboundFetch, type HostAddress } from './outbound-fetch.js';

let port: number;
let asked: string[] = [];
let answer: http.RequestListener;
const server = http.createServer((request, response) => {
  asked.push(`${request.headers.host}${request.url}`);
  answer(request, response);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  asked = [];
  answer = (_request, response) => response.end('<p>the canary</p>');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Names of the test, all on this machine; `own.test` is listed as the operator's own. */
const resolve = (host: string): Promise<HostAddress[]> =>
  Promise.resolve(
    host === 'nowhere.test'
      ? []
      : host === 'mixed.test'
        ? [
            { address: '93.184.215.14', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]
        : [{ address: '127.0.0.1', family: 4 }],
  );

const open = (options: { timeoutMs?: number; bytesMax?: number } = {}) =>
  createOutboundFetch({ privateHosts: ['own.test'], resolve, ...options });

test.each([
  'http://127.0.0.1',
  'http://2130706433',
  'http://0x7f.1',
  'http://0177.0.0.1',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://[64:ff9b::7f00:1]',
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1',
  'http://localhost',
  'http://localhost.',
  'http://private.test',
  'http://mixed.test',
  'http://user:password@93.184.215.14',
  'https://own.test@127.0.0.1',
  'http://93.184.215.14:5432',
  'file:///etc/passwd',
  'gopher://93.184.215.14',
])('%s is refused without a connection', async (url) => {
  const answered = await open()(url);
  expect(answered.kind).toBe('refused');
  const withPort = url.startsWith('http://') && !url.includes(':5432') ? `:${port}` : null;
  if (withPort) expect((await open()(`${new URL(url).origin}${withPort}`)).kind).toBe('refused');
  expect(asked).toEqual([]);
});

test('a redirect from a host that may be read to one that may not is refused', async () => {
  for (const location of [
    `http://private.test:${port}/`,
    `http://127.0.0.1:${port}/`,
    '//[::1]/',
  ]) {
    answer = (_request, response) => response.writeHead(302, { location }).end();
    const answered = await open()(`http://own.test:${port}/start`);
    expect(answered.kind, location).toBe('refused');
  }
  expect(asked).toEqual(Array(3).fill(`own.test:${port}/start`));
});

test('a host is resolved once, and the connection goes to the address that was checked', async () => {
  let lookups = 0;
  const rebinding = createOutboundFetch({
    privateHosts: ['own.test'],
    // Asked again, it would lead where nothing listens; the system knows no such name at all.
    resolve: () => {
      lookups += 1;
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    },
  });
  expect((await rebinding(`http://own.test:${port}`)).kind).toBe('answered');
  expect([lookups, asked.length]).toEqual([1, 1]);
});

test('a page of a listed host is read, through redirects to itself', async () => {
  answer = (request, response) =>
    request.url === '/start'
      ? response.writeHead(301, { location: '/end' }).end()
      : response.end('<p>here</p>');
  const read = await open()(`http://own.test:${port}/start`);
  expect(read).toEqual({ kind: 'answered', status: 200, text: '<p>here</p>' });
});

test('redirects in a circle end', async () => {
  answer = (_request, response) => response.writeHead(307, { location: '/again' }).end();
  expect((await open()(`http://own.test:${port}`)).kind).toBe('failed');
  expect(asked.length).toBe(4);
});

test('of an endless page only the beginning is read', async () => {
  let isClosed = false;
  answer = (_request, response) => {
    const write = () => {
      while (!isClosed && response.write('x'.repeat(10_000)));
    };
    response.on('drain', write).on('close', () => {
      isClosed = true;
    });
    write();
  };
  const read = await open({ bytesMax: 100_000 })(`http://own.test:${port}`);
  expect(read.kind === 'answered' && read.text.length).toBe(100_000);
  await expect.poll(() => isClosed).toBe(true);
});

test('a page that trickles, never answers, or comes compressed is given up', async () => {
  answer = (_request, response) => response.write('x');
  const slow = open({ timeoutMs: 100 });
  expect(await slow(`http://own.test:${port}`)).toMatchObject({ kind: 'failed' });
  answer = () => undefined;
  expect(await slow(`http://own.test:${port}`)).toMatchObject({ kind: 'failed' });
  answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
  expect(await open()(`http://own.test:${port}`)).toMatchObject({ kind: 'failed' });
  expect(await open()('http://own.test:1')).toMatchObject({ kind: 'failed' });
});

test('a host without an address fails, and so does a resolver that never answers', async () => {
  expect(await open()('http://nowhere.test')).toMatchObject({ kind: 'failed' });
  const silent = createOutboundFetch({
    privateHosts: [],
    timeoutMs: 50,
    resolve: () => new Promise(() => undefined),
  });
  expect(await silent('http://silent.test')).toMatchObject({ kind: 'failed' });
});

test('public addresses are told from all others', () => {
  const isPublic = (address: string) => isPublicAddress(address);
  expect(['8.8.8.8', '93.184.215.14', '2606:4700::1111', '172.32.0.1'].every(isPublic)).toBe(true);
  const others = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.255.255.255', '169.254.1.1', '172.31.255.255'],
    ...['192.0.0.8', '192.168.0.1', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fc00::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::'],
    ...['::ffff:8.8.8.8', '64:ff9b::808:808', 'not an address'],
  ];
  expect(others.filter(isPublic)).toEqual([]);
});
