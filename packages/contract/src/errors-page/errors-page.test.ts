// Guards what the Errors & Troubleshooting page must say, and that its sample code works.
/// <reference types="node" />
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseInline } from './blocks.js';
import { renderErrorsMarkdown } from './markdown.js';
import { saleSnippet } from './troubleshooting.js';

const markdown = renderErrorsMarkdown();

describe('content', () => {
  test('checklist 2: a beta notice says what may change and where to report it', () => {
    expect(markdown).toMatch(/Beta.*SDKs and CLI are in active development.*happy path works/);
    expect(markdown).toContain('https://github.com/affitor/affitor/issues');
    expect(renderErrorsMarkdown({ issuesUrl: 'https://x.example/issues' })).toContain(
      '(https://x.example/issues)',
    );
  });

  test('checklist 3: the page leads to its source', () => {
    const address = 'https://github.com/affitor/affitor/edit/main/packages/contract/src/errors';
    expect(markdown).toContain(`[Edit on GitHub](${address})`);
  });

  test.each([
    ['the cookie and its attributes', /affitor_click_id.*SameSite=Lax.*Secure/s],
    ['checklist 94: the limit of Safari', /Safari \(ITP\).*at most 7 days.*trackers/],
    ['the option for the root domain', /cookieDomain: '\.example\.com'/],
    ['that blocked cookies have no fallback', /no server-side fallback for blocked cookies/],
    ['that localhost and 127.0.0.1 differ', /`localhost` and `127\.0\.0\.1` are two different/],
    ['the default window', /cookie_window_days`, and is 60 days unless/],
    ['that a 409 is not to be retried', /409 is not a failure and not a reason to retry/],
    ['the form of test ids', /test_txn_<timestamp>/],
    ['that a failed commission consumes the id', /the id is used up all the same/],
    ['the debug option', /AffitorInitOptions\.debug/],
    ['that debug is off in production', /Switch it off in production/],
    ['the four debug lines', /SDK initialized.*Using program ID.*click_id saved.*Signup tracked/s],
    ['what getData returns', /hasAttribution: true/],
    ['that metrics never fail a sale', /a warning is logged.*the request still succeeds/],
    ['the scope of duplicate detection', /check is global/],
  ])('the page explains %s', (_, text) => {
    expect(markdown).toMatch(text);
  });
});

test('text is split into code, strong text, links and the rest, nothing lost', () => {
  expect(parseInline('a `b` **c** [d](e) f')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'c' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'd', address: 'e' },
    { kind: 'text', text: ' f' },
  ]);
});

describe('checklist 82: the recommended pattern runs as printed', () => {
  const server = createServer((request, response) => {
    // The key of the request says which answer the test wants.
    const status = Number(request.headers.authorization?.replace('Bearer ', ''));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'amount_cents is required' }));
  });
  let reportSale: (key: string, sale: object) => Promise<void>;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const source = `export ${saleSnippet(`http://127.0.0.1:${port}`)}`;
    const snippet: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    ({ reportSale } = snippet as { reportSale: typeof reportSale });
  });
  afterAll(() => server.close());

  test('a 409 returns quietly', async () => {
    await expect(reportSale('409', { chargeId: 'a' })).resolves.toBeUndefined();
  });

  test('a 400 throws with the status and the error text', async () => {
    await expect(reportSale('400', { chargeId: 'a' })).rejects.toThrow(
      'Affitor error 400: amount_cents is required',
    );
  });

  test('the page prints exactly this code', () => {
    expect(markdown).toContain(saleSnippet('https://api.affitor.com'));
  });
});
