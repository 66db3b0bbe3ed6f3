// Owns the decisions on answers and what is kept of a call: D-01 to D-04, D-09, D-11, C-01, C-02,
// C-06, C-17, C-19, C-34, C-56.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  addPartner,
  expectError,
  expectSale,
  LISTED_ORIGIN,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
  withFault,
} from '../programs-fixture.js';
import { startTestApp, testConfig } from '../test-app.js';

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

const sell = (id: string, body: object = {}) =>
  app.sale({ transaction_id: id, amount_cents: 4900, customer_key: key, ...body }, app.a.key);
const lookUp = (id: string, apiKey = app.a.key) =>
  app.call('GET', `/api/v1/track/sale/${encodeURIComponent(id)}`, { key: apiKey });

test('D-01: every answer carries its own request id', async () => {
  const answers = [
    await app.call('GET', '/livez'),
    await app.call('POST', '/api/v1/track/click', { body: {} }),
    await app.call('OPTIONS', '/api/v1/track/click'),
    await app.call('GET', '/nowhere'),
    await sell(unique()),
  ];
  const ids = answers.map(({ headers }) => headers['x-request-id']);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(ids).size).toBe(answers.length);
});

test('D-01: a success carries no error code', async () => {
  const { headers } = await sell(unique());
  expect(headers['x-affitor-error-code']).toBeUndefined();
  expect(headers.link).toBeUndefined();
});

test('C-01: the older paths answer exactly like the new ones', async () => {
  for (const endpoint of ['click', 'lead', 'sale', 'refund']) {
    const [fresh, old] = await Promise.all(
      ['v1/track', 'tracking'].map((base) =>
        app.call('POST', `/api/${base}/${endpoint}`, { body: {}, key: app.a.key }),
      ),
    );
    expect(fresh?.status).toBe(400);
    expect([old?.status, old?.body]).toEqual([fresh?.status, fresh?.body]);
  }
});

test('C-02: a caller beyond the limit is told to wait, in the flat shape', async () => {
  const limits = { ...testConfig().rateLimits, clicksPerMinute: 2, salesPerMinute: 2 };
  const limited = await startTestApp({ config: { rateLimits: limits } });
  try {
    const program = await limited.createProgram();
    const calls = async (endpoint: string, apiKey?: string) => {
      const path = `/api/v1/track/${endpoint}`;
      await limited.call('POST', path, { body: {}, key: apiKey });
      await limited.call('POST', path, { body: {}, key: apiKey });
      return limited.call('POST', path, { body: {}, key: apiKey });
    };
    for (const answer of [await calls('click'), await calls('sale', program.key)]) {
      expectError(answer, 429, 'Too many requests.');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(String(answer.headers['x-ratelimit-limit'])).toBe('2');
      expect(String(answer.headers['x-ratelimit-remaining'])).toBe('0');
    }
    // The limit belongs to the key, not to the address that all servers of a host share.
    const other = await limited.call('POST', '/api/v1/track/sale', { body: {}, key: 'aff_other' });
    expect(other.status).toBe(401);
  } finally {
    await limited.close();
  }
});

describe('D-02: a lost reply', () => {
  test('D-02: the conflict names the sale and its commission', async () => {
    const id = unique();
    const { saleId, commissionId } = expectSale(await sell(id));
    const { status, headers } = await sell(id);
    expect(status).toBe(409);
    expect(headers['x-affitor-sale-id']).toBe(String(saleId));
    expect(headers['x-affitor-commission-id']).toBe(String(commissionId));
  });

  test('D-02: the look-up tells sale, commission and refund', async () => {
    const id = unique('a/b c?✓');
    const { saleId, commissionId } = expectSale(await sell(id));
    await app.refund({ transaction_id: id, refund_amount_cents: 2450 }, app.a.key);
    const { status, body } = await lookUp(id);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        sale: {
          sale_id: saleId,
          transaction_id: id,
          amount_cents: 4900,
          currency: 'USD',
          is_test: false,
          commission_state: 'created',
          sale_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        },
        commission: {
          id: commissionId,
          status: 'refunded',
          amount_cents: 980,
          currency: 'USD',
          reversed_cents: 490,
          hold_expires_at: expect.any(String),
        },
        refund: { state: 'partial', refunded_cents: 2450 },
      },
    });
  });

  test('D-02: the look-up needs a key and shows nothing of another program', async () => {
    const id = unique();
    expectSale(await sell(id));
    const missing = 'Sale not found for transaction_id';
    expectError(await lookUp(id, app.b.key), 404, missing);
    expectError(await lookUp('none'), 404, missing);
    const path = `/api/v1/track/sale/${id}`;
    expectError(await app.call('GET', path), 401, 'Missing or invalid Authorization header');
  });
});

test('D-03: a repair pays by the terms of the sale and takes back what was refunded since', async () => {
  const id = unique();
  await withFault(app.db, { table: 'commission' }, () => sell(id));
  expect((await lookUp(id)).body.sale.commission_state).toBe('failed');
  const refund = { transaction_id: id, refund_amount_cents: 2450 };
  expect((await app.refund(refund, app.a.key)).body.status).toBe('no_commission');
  const saleId = String((await lookUp(id)).body.sale.sale_id);
  await app.runJob('commissions.repair', { saleId });
  expect((await lookUp(id)).body.commission).toMatchObject({
    amount_cents: 980,
    reversed_cents: 490,
    status: 'refunded',
  });
});

test('D-04: the counters are healed after a failure, to the last figure', async () => {
  const fault = { table: 'daily_stat', on: 'insert or update' as const };
  await withFault(app.db, fault, () => sell(unique()));
  await expect(assertInvariants(app.db)).rejects.toThrow(/counters/);
  await app.runJob('metrics.reconcile', { allDays: true });
  await assertInvariants(app.db);
});

test('D-09: neither the email nor the full address reaches the database', async () => {
  const email = 'Ana.Lopez@Example.com';
  const identify = async (link: string, apiKey: string, address: string) => {
    const customerKey = unique('mail');
    const body = { click_id: await app.click(link), customer_key: customerKey, email: address };
    expect((await app.lead(body, apiKey)).status).toBe(200);
    const rows = await select<{ email_hmac: Buffer; email_masked: string }>(
      app.db,
      'select email_hmac, email_masked from customer where customer_key = $1',
      [customerKey],
    );
    return rows[0] as { email_hmac: Buffer; email_masked: string };
  };
  const first = await identify('p1', app.a.key, email);
  const second = await identify('p2', app.a.key, ' ana.lopez@example.com ');
  expect(first.email_masked).toBe('a***@example.com');
  expect(second.email_hmac).toEqual(first.email_hmac);
  const tables = await select<{ name: string }>(
    app.db,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  for (const { name } of tables) {
    const found = await select(
      app.db,
      `select 1 from ${name} as row_of_table
       where row_of_table::text ~* 'ana\\.lopez' or row_of_table::text ~ '127\\.0\\.0\\.1'`,
    );
    expect(found, name).toEqual([]);
  }
});

describe('D-11: nothing is dropped silently', () => {
  let seen: bigint;
  beforeEach(async () => {
    const rows = await select<{ id: bigint }>(
      app.db,
      'select coalesce(max(id), 0)::bigint as id from tracking_refusal',
    );
    seen = (rows[0] as { id: bigint }).id;
  });
  const kept = () =>
    select(
      app.db,
      `select program_id, endpoint, code, status, request_id from tracking_refusal
       where id > $1 order by id`,
      [seen],
    );

  test('D-11: a refused call of a known program leaves one row', async () => {
    const taken = unique();
    expectSale(await sell(taken));
    const { clickId, key: signedUp } = await signUp(app);
    const headers = { authorization: `Bearer ${app.a.key}` };
    const list = (endpoint: string) =>
      app.call('POST', `/api/v1/track/${endpoint}`, { body: [], headers });
    const answers = [
      ['sale', await sell('')],
      ['sale', await sell(taken)],
      ['sale', await sell(unique(), { customer_key: 'nobody' })],
      ['sale', await app.sale({ additional_data: { test_mode: true }, currency: 1 }, app.a.key)],
      ['sale', await list('sale')],
      ['lead', await app.lead({}, app.a.key)],
      ['lead', await app.lead({ click_id: 'x' }, app.a.key)],
      ['lead', await app.lead({ click_id: 'x', program_id: app.a.id })],
      ['lead', await app.lead({ click_id: 'x', additional_data: { program_id: app.a.id } })],
      ['lead', await app.lead({ customer_key: signedUp }, app.a.key)],
      ['lead', await app.lead({ click_id: clickId })],
      ['lead', await list('lead')],
      ['refund', await app.refund({}, app.a.key)],
      ['refund', await app.refund({ transaction_id: 'none' }, app.a.key)],
      ['refund', await list('refund')],
    ] as const;
    expect(await kept()).toEqual(
      answers.map(([endpoint, { status, headers }]) => ({
        program_id: app.a.id,
        endpoint,
        code: headers['x-affitor-error-code'],
        status,
        request_id: headers['x-request-id'],
      })),
    );
  });

  test('D-11: an unattributed lead and an inactive link leave a row of a success', async () => {
    const lead = await app.lead({ customer_key: unique('organic') }, app.a.key);
    await addPartner(app, app.a.id, 'asleep');
    await app.db.pool.query(
      "update referral_link set status = 'inactive' where short_link = 'asleep'",
    );
    const body = { affiliate_url: 'https://shop.example/?aff=asleep' };
    const click = await app.call('POST', '/api/v1/track/click', { body });
    const row = { program_id: app.a.id, status: 200 };
    expect(await kept()).toEqual([
      {
        ...row,
        endpoint: 'lead',
        code: 'lead_unattributed',
        request_id: lead.headers['x-request-id'],
      },
      {
        ...row,
        endpoint: 'click',
        code: 'link_inactive',
        request_id: click.headers['x-request-id'],
      },
    ]);
  });

  test('D-11: a click on an incomplete link leaves a row', async () => {
    await app.db.pool.query(
      `insert into referral_link (program_id, short_link, created_at)
       values ($1, 'incomplete', now())`,
      [app.a.id],
    );
    const visit = (body: object) => app.call('POST', '/api/v1/track/click', { body });
    const incomplete = await visit({ affiliate_url: 'https://shop.example/?aff=incomplete' });
    expect(incomplete.status).toBe(400);
    expect(await kept()).toMatchObject([{ endpoint: 'click', code: 'referral_link_incomplete' }]);
  });

  test('D-11: a click that names a link but breaks another field leaves a row', async () => {
    const affiliate_url = 'https://shop.example/?aff=p1';
    const answer = await app.call('POST', '/api/v1/track/click', {
      body: { affiliate_url, page_url: 'x'.repeat(2049) },
    });
    expect(answer.status).toBe(400);
    expect(await kept()).toEqual([
      {
        program_id: app.a.id,
        endpoint: 'click',
        code: 'field_too_long',
        status: 400,
        request_id: answer.headers['x-request-id'],
      },
    ]);
  });

  test('D-11: what is kept holds nothing that the caller sent', async () => {
    const secret = unique('person@example.com');
    await app.lead({ click_id: 'x', customer_key: secret, email: secret }, app.a.key);
    await sell(unique(), { customer_key: secret });
    await app.refund({ transaction_id: secret }, app.a.key);
    const rows = await select(
      app.db,
      'select 1 from tracking_refusal refusal where strpos(refusal::text, $1) > 0',
      [secret],
    );
    expect(await kept()).toHaveLength(3);
    expect(rows).toEqual([]);
  });

  test('D-11: calls of no known program leave nothing', async () => {
    await app.sale({}, 'aff_nope');
    await app.lead({ click_id: 'x' });
    await app.lead({ click_id: 'x', program_id: 999_999 });
    await app.call('POST', '/api/v1/track/click', { body: {} });
    expect(await kept()).toEqual([]);
  });
});

test('C-19: a post from a foreign page is recorded, without the header that lets it be read', async () => {
  const answer = await app.call('POST', '/api/v1/track/click', {
    body: { affiliate_url: 'https://shop.example/?aff=p1' },
    headers: { origin: 'https://evil.example' },
  });
  expect(answer.body.success).toBe(true);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect(LISTED_ORIGIN).not.toBe('https://evil.example');
});

test('C-34: a customer without a partner is found out before the id is claimed', async () => {
  const broken = (await signUp(app)).key;
  const text = 'update customer set partner_id = $2 where customer_key = $1';
  await app.db.pool.query(text, [broken, null]);
  const id = unique();
  const answer = await sell(id, { customer_key: broken });
  expectError(answer, 400, 'partnerId required to create commission');
  await app.db.pool.query(text, [broken, app.p1]);
  expectSale(await sell(id));
});

test('C-56: the prefix "Bearer " is compared letter by letter', async () => {
  for (const scheme of ['bearer', 'BEARER', 'Bearer:']) {
    const headers = { authorization: `${scheme} ${app.a.key}` };
    for (const endpoint of ['sale', 'refund']) {
      const answer = await app.call('POST', `/api/v1/track/${endpoint}`, { body: {}, headers });
      expectError(answer, 401, 'Missing or invalid Authorization header');
    }
  }
});

test('the data is sound after all of this', () => assertInvariants(app.db));
