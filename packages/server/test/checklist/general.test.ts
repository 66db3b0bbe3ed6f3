// Owns rows 1-8 of the seed's checklist: the errors page, and the one shape of every error.
import { ERRORS, type ErrorCode, REPOSITORY_URL } from '@affitor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  messagePattern,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
} from '../programs-fixture.js';
import { type Answer, toAnswer } from '../test-app.js';

/** The messages of the specification, copied here so that an edit of the catalogue cannot pass. */
const SPECIFIED = `
affiliate_url is required
Invalid affiliate_url
No aff parameter found in affiliate_url
Referral link not found
Invalid referral link configuration
click_id or customer_key is required
Customer not found. Provide a valid click_id or customer_key.
Customer does not belong to this program
Customer status cannot be updated to lead. Current status: <status>
transaction_id is required and must be a string
amount_cents is required and must be a positive integer
Customer not found. Provide customer_key or click_id.
No affiliate attribution found for this customer in this program
No partner-program relationship found for this customer
partnerId required to create commission
transaction_id is required
Duplicate transaction_id. This sale has already been recorded.
Sale not found for transaction_id
Click tracking failed
Lead tracking failed
Sale tracking failed
Refund tracking failed
Failed to create commission
Authorization header missing or does not start with Bearer
`
  .trim()
  .split('\n');

let app: TwoPrograms;
let page: string;
let text: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  page = (await app.call('GET', '/docs/errors')).body;
  text = readable(page);
});
afterAll(() => app.close());

/** The text of a page as its reader sees it. */
function readable(html: string): string {
  const entities: [string, string][] = [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&#39;', "'"],
    ['&amp;', '&'],
  ];
  const plain = html.replaceAll(/<[^>]*>/g, ' ');
  const decoded = entities.reduce((shown, [from, to]) => shown.replaceAll(from, to), plain);
  return decoded.replaceAll(/\s+/g, ' ');
}

test('row 01: the page documents every specified error', () => {
  for (const message of SPECIFIED) expect(text).toContain(message);
});

test('row 01: each error stands with its meaning and its fix', () => {
  const plain = (markdown: string) => markdown.replaceAll('`', '');
  const flat = text.replaceAll(' ', '');
  for (const row of Object.values(ERRORS)) {
    for (const part of [row.message, row.meaning, row.fix]) {
      expect(flat).toContain(plain(part).replaceAll(/\s/g, ''));
    }
  }
});

test('row 02: the page says that it is a beta, and where to report issues', () => {
  expect(text).toMatch(/\bBeta\b/);
  expect(text).toMatch(/active development/);
  expect(text).toMatch(/happy[- ]path/);
  expect(page).toContain(`href="${REPOSITORY_URL}/issues"`);
});

test('row 03: the page links to its source', () => {
  expect(page).toMatch(new RegExp(`href="${REPOSITORY_URL}/(?:edit|blob|tree)/main/[^"]+"`));
});

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1.5, true, [], {}, 'x', '\0', '\ud800'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constant('x'.repeat(3000)),
  fc.integer(),
  fc.array(fc.anything({ maxDepth: 1 }), { maxLength: 2 }),
);
const affiliateUrl = fc.constantFrom(
  'https://shop.example/?aff=p1',
  'https://shop.example/?aff=p3',
  'https://shop.example/?aff=none',
  'https://shop.example/',
  'shop.example',
);

/** Bodies that are nearly right, so that the fuzz passes the first checks. */
function bodies(known: { clickId: string; key: string }) {
  const field = (...likely: unknown[]) =>
    fc.option(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...likely) }, junk), {
      nil: undefined,
    });
  return fc.record({
    affiliate_url: fc.oneof({ weight: 4, arbitrary: affiliateUrl }, junk),
    existing_click_id: field(known.clickId),
    page_title: field('Home'),
    click_id: field(known.clickId, 'cust_9_1700000000000'),
    customer_key: field(known.key, 'nobody'),
    program_id: field(app.a.id, String(app.b.id)),
    email: field('a@b.c'),
    click_ids: field([known.clickId]),
    transaction_id: field('t1', 't2', 't3', 't4'),
    amount_cents: field(1, 4900),
    currency: field('usd'),
    sale_type: field('payment'),
    is_recurring: field(true),
    subscription_interval: field('monthly'),
    line_items: field([{ name: 'x' }]),
    refund_amount_cents: field(1, 100_000),
    refund_reason: field('late'),
    additional_data: field({ test_mode: true }, { note: 1 }),
  });
}

const requests = (known: { clickId: string; key: string }) =>
  fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'GET', 'DELETE'),
    endpoint: fc.constantFrom('click', 'lead', 'sale', 'refund', 'sale/t1', 'other'),
    authorization: fc.constantFrom(
      `Bearer ${app.a.key}`,
      `Bearer ${app.a.key}`,
      `Bearer ${app.b.key}`,
      'Bearer nope',
      'Bearer ',
      'Basic x',
    ),
    contentType: fc.constantFrom(...Array(9).fill('application/json'), 'text/plain'),
    payload: fc.oneof(
      { weight: 12, arbitrary: bodies(known).map((body) => JSON.stringify(body)) },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
  });

function expectListed(answer: Answer): void {
  if (answer.status < 400) return;
  const { error } = answer.body;
  const code = answer.headers['x-affitor-error-code'] as ErrorCode;
  expectError(answer, answer.status, error);
  expect(messagePattern(ERRORS[code].message).test(error)).toBe(true);
  expect(text).toContain(ERRORS[code].message);
}

test('rows 04 to 07: every error is JSON, flat, a string, and on the page', {
  timeout: 120_000,
}, async () => {
  const known = await signUp(app);
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(requests(known), async (request) => {
      const response = await app.app.http.inject({
        method: request.method as 'POST',
        url: `/api/v1/track/${request.endpoint}`,
        headers: { authorization: request.authorization, 'content-type': request.contentType },
        ...(request.method === 'GET' ? {} : { payload: request.payload }),
      });
      const answer = toAnswer(response.statusCode, response.headers, response.body);
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expectListed(answer);
      seen.add(answer.code ?? 'success');
    }),
    { numRuns: 1500 },
  );
  // A fuzz that only meets the first checks would prove little.
  expect(seen.size).toBeGreaterThan(20);
});

test('row 08: the documented sample', async () => {
  const message = 'transaction_id is required and must be a string';
  expectError(await app.sale({}, app.a.key), 400, message);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
