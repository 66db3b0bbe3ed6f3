// Guards the check of an origin: it says what tracking does, and which entry decides.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS, startTestApp, type TestProgram } from '../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

let program: TestProgram;
beforeAll(async () => {
  program = await api.createProgram({
    allowed_origins: ['https://shop.example', '*.shop.example', 'localhost'],
  });
  await api.createPartner(program.id, 'origin');
  // Another program's list must not make this one's answer.
  await api.createProgram({ allowed_origins: ['https://other.example'] });
});

const check = async (origin: string) => {
  const query = new URLSearchParams({ origin }).toString();
  const url = `GET ${PROGRAMS}/${program.id}/origin-check?${query}`;
  return (await api.manage(api.managementKey, url)).data;
};

test.each([
  ['https://shop.example', 'listed', ['https://shop.example']],
  ['https://Shop.example/cart?x=1', 'listed', ['https://shop.example']],
  ['https://www.shop.example', 'listed', ['*.shop.example']],
  ['http://localhost:5173/', 'listed', ['localhost']],
  ['http://shop.example', 'not_listed', []],
  ['https://other.example', 'not_listed', []],
  ['https://shop.example.evil.example', 'not_listed', []],
  ['shop.example', 'not_an_origin', []],
  ['ftp://shop.example', 'not_an_origin', []],
])('%s is %s', async (typed, verdict, matched) => {
  const answer = await check(typed);
  expect(answer).toMatchObject({ verdict, matched, is_allowed: verdict === 'listed' });
});

test('whatever the check says, a page of that origin finds', async () => {
  for (const origin of ['https://shop.example', 'https://a.shop.example', 'https://b.example']) {
    const { is_allowed: isAllowed } = await check(origin);
    const body = { affiliate_url: 'https://shop.example/?aff=origin', user_agent: 'Firefox' };
    const answer = await api.call('POST', '/api/v1/track/click', { body, headers: { origin } });
    const seen = answer.headers['access-control-allow-origin'];
    expect(seen === origin, origin).toBe(isAllowed);
  }
});

test('test data is counted before it is deleted, by the program alone', async () => {
  const url = `${PROGRAMS}/${program.id}/test-data`;
  const count = async () => (await api.manage(api.managementKey, `GET ${url}`)).data;
  expect(await count()).toEqual({ clicks: 0, leads: 0, sales: 0 });
  const sale = { transaction_id: 'test-1', additional_data: { test_mode: true } };
  expect((await api.sale(sale, program.key)).status).toBe(200);
  const counted = await count();
  expect(counted).toMatchObject({ sales: 1 });
  const deleted = await api.manage(api.managementKey, `DELETE ${url}`);
  expect(deleted.data).toEqual(counted);
  expect(await count()).toEqual({ clicks: 0, leads: 0, sales: 0 });
});
