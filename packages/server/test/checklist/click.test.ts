// Owns rows 21-29 of the seed's checklist: what a click must bring, and what it is told otherwise.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  addPartner,
  expectError,
  select,
  startTwoPrograms,
  type TwoPrograms,
  withFault,
} from '../programs-fixture.js';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

const post = (body: unknown) => app.call('POST', '/api/v1/track/click', { body });
const visit = (affiliateUrl: unknown) => post({ affiliate_url: affiliateUrl });

test('row 21: affiliate_url is required', async () => {
  for (const body of [{}, { affiliate_url: null }, { affiliate_url: '' }]) {
    expectError(await post(body), 400, 'affiliate_url is required');
  }
});

test('row 22: affiliate_url must parse', async () => {
  for (const url of ['not a url', '/?aff=p1', 'http://', 12, {}, [], true]) {
    expectError(await visit(url), 400, 'Invalid affiliate_url');
  }
});

test('row 23: affiliate_url needs a scheme', async () => {
  expectError(await visit('shop.example/?aff=p1'), 400, 'Invalid affiliate_url');
});

test('row 24: affiliate_url must name an aff parameter', async () => {
  for (const url of [
    'https://shop.example/',
    'https://shop.example/?aff=',
    'https://shop.example/?AFF=p1',
    'https://shop.example/#aff=p1',
  ]) {
    expectError(await visit(url), 400, 'No aff parameter found in affiliate_url');
  }
});

test('row 25: an unknown code is not found, and codes are case-sensitive', async () => {
  for (const code of ['zzz-none', 'P1', '%00', '%ff']) {
    const answer = await visit(`https://shop.example/?aff=${code}`);
    expectError(answer, 400, 'Referral link not found');
  }
});

test('row 26: the code is compared with short_link, whatever stands around it', async () => {
  await addPartner(app, app.a.id, 'abc123');
  for (const url of [
    'https://shop.example/?aff=abc123',
    'https://shop.example/deep/page?utm=x&aff=abc123&aff=zzz#top',
    'http://[::1]:8080/?aff=%61bc123',
  ]) {
    const { status, body } = await visit(url);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        click_id: expect.stringMatching(/^cust_\d+_\d+$/),
        partner_code: 'abc123',
        cookie_window_days: 60,
      },
    });
  }
});

test('row 27: a link without partner or program is an invalid configuration', async () => {
  await app.db.pool.query(
    `insert into referral_link (program_id, short_link, created_at)
     values ($1, 'no-partner', now()), (null, 'no-program', now())`,
    [app.a.id],
  );
  for (const code of ['no-partner', 'no-program', 'no-partner']) {
    const answer = await visit(`https://shop.example/?aff=${code}`);
    expectError(answer, 400, 'Invalid referral link configuration');
  }
});

test('row 27: a link that was repaired works at once', async () => {
  const repaired = await addPartner(app, app.a.id, 'repaired');
  await app.db.pool.query(
    "update referral_link set partner_id = null where short_link = 'repaired'",
  );
  const url = 'https://shop.example/?aff=repaired';
  expectError(await visit(url), 400, 'Invalid referral link configuration');
  await app.db.pool.query(
    "update referral_link set partner_id = $1 where short_link = 'repaired'",
    [repaired],
  );
  expect((await visit(url)).body.success).toBe(true);
});

test('an inactive link answers 200 without recording anything, and works again at once', async () => {
  await addPartner(app, app.a.id, 'paused');
  const setStatus = (status: string) =>
    app.db.pool.query("update referral_link set status = $1 where short_link = 'paused'", [status]);
  const url = 'https://shop.example/?aff=paused';
  expect((await visit(url)).body.success).toBe(true);
  await setStatus('inactive');
  for (let call = 0; call < 2; call += 1) {
    const { status, body } = await visit(url);
    const refusal = { success: false, message: 'Referral link is inactive' };
    expect({ status, body }).toEqual({ status: 200, body: refusal });
  }
  const clicks = await select(
    app.db,
    `select 1 from click join referral_link link on link.id = click.link_id
     where short_link = 'paused'`,
  );
  expect(clicks).toHaveLength(1);
  await setStatus('active');
  expect((await visit(url)).body.success).toBe(true);
});

test('row 29: an unhandled failure answers "Click tracking failed" and records nothing', async () => {
  const counts = () =>
    select(app.db, 'select (select count(*) from click), (select count(*) from customer) as seen');
  const before = await counts();
  const answer = await withFault(app.db, { table: 'click' }, () =>
    visit('https://shop.example/?aff=p1'),
  );
  expectError(answer, 500, 'Click tracking failed');
  expect(await counts()).toEqual(before);
});

test('row 29: one bad click of a busy moment harms no other', async () => {
  await app.db.pool.query(`
    create function refuse_one_page() returns trigger language plpgsql as $$
    begin
      if new.context ->> 'page_title' = 'cursed' then raise exception 'cursed'; end if;
      return new;
    end $$;
    create trigger one_page before insert on click
      for each row execute function refuse_one_page()`);
  const titles = Array.from({ length: 12 }, (_, index) => (index === 5 ? 'cursed' : 'fine'));
  const answers = await Promise.all(
    titles.map((title) =>
      post({ affiliate_url: 'https://shop.example/?aff=p2', page_title: title }),
    ),
  );
  await app.db.pool.query('drop trigger one_page on click');
  expect(answers.map(({ status }) => status)).toEqual(
    titles.map((title) => (title === 'cursed' ? 500 : 200)),
  );
});

test('the data is sound after all of this', () => assertInvariants(app.db));
