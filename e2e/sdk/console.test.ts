// Owns what the browser SDK says on the console and reports of itself (rows 112–118).
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../support/browser.js';
import { clickIdOf, dataOf, open, signUp } from '../support/sdk-page.js';
import { type Stage, setStage } from '../support/stage.js';

let stage: Stage;
let home: string;
beforeAll(async () => {
  stage = await setStage();
  home = stage.merchant.origin('shop.test');
});
afterAll(() => stage.close());

async function clickAndSignUp(visitor: Visitor, key: string, debug?: boolean): Promise<string> {
  const options = debug === undefined ? {} : { debug };
  await open(visitor.page, `${home}/?aff=p1`, stage, options);
  const clickId = await clickIdOf(visitor.page);
  await signUp(visitor.page, key, 'e@x.example');
  return clickId;
}

test('rows 112–114: debug prints the four documented lines in order, each with the prefix', async () => {
  const visitor = await stage.visit();
  const clickId = await clickAndSignUp(visitor, 'debugged', true);
  await expect.poll(() => visitor.lines.length).toBeGreaterThanOrEqual(4);
  await expect.poll(() => visitor.lines.every(({ values }) => values.length > 0)).toBe(true);
  expect(visitor.lines.map(({ level, values }) => [level, ...values])).toEqual([
    [
      'log',
      '[Affitor]',
      'Affitor SDK initialized:',
      { programId: stage.program.id, debug: true, apiBase: stage.apiBase },
    ],
    ['log', '[Affitor]', 'Using program ID:', stage.program.id],
    ['log', '[Affitor]', 'Click tracked, click_id saved:', clickId],
    ['log', '[Affitor]', 'Signup tracked successfully'],
  ]);
  await visitor.leave();
});

test('row 115: without debug a successful run prints nothing', async () => {
  const visitor = await stage.visit();
  await clickAndSignUp(visitor, 'silent');
  expect(visitor.lines).toEqual([]);
  await visitor.leave();
});

test('row 116: a failed signup is an error on the console, debug or not', async () => {
  const visitor = await stage.visit();
  await visitor.context.route('**/track/lead', (route) =>
    route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"no"}' }),
  );
  await clickAndSignUp(visitor, 'failing');
  const written = () => visitor.lines.filter(({ values }) => values[0] === '[Affitor]');
  await expect
    .poll(written)
    .toMatchObject([{ level: 'error', values: ['[Affitor]', 'Failed to track signup:', 400] }]);
  await visitor.leave();
});

test('row 117: debug changes the console and nothing that is sent', async () => {
  const sent = async (debug: boolean) => {
    const visitor = await stage.visit();
    await clickAndSignUp(visitor, `same-${debug}`, debug);
    await visitor.leave();
    return visitor.calls.map(({ path, body }) => {
      const { session_id, click_id, click_ids, customer_key, debug_mode, ...same } = body;
      const shapes = { session_id, click_id, click_ids, customer_key };
      return { path, same, shapes: Object.keys(shapes), debug_mode };
    });
  };
  const [quiet, loud] = [await sent(false), await sent(true)];
  expect(loud.map(({ debug_mode, ...rest }) => rest)).toEqual(
    quiet.map(({ debug_mode, ...rest }) => rest),
  );
  expect(quiet[1]?.debug_mode).toBe(false);
  expect(loud[1]?.debug_mode).toBe(true);
});

test('row 118: getData tells the click, the program and the landing address', async () => {
  const visitor = await stage.visit();
  const clickId = await clickAndSignUp(visitor, 'told');
  expect(await dataOf(visitor.page)).toEqual({
    clickId,
    programId: stage.program.id,
    hasAttribution: true,
    affiliateUrl: `${home}/?aff=p1`,
  });
  await visitor.leave();
});

test('the click call carries exactly the documented fields', async () => {
  const visitor = await stage.visit({ locale: 'de-DE', timezoneId: 'Europe/Berlin' });
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  const { headers, body } = visitor.calls[0] as (typeof visitor.calls)[0];
  expect(headers['content-type']).toBe('application/json');
  expect(body).toEqual({
    affiliate_url: `${home}/?aff=p1`,
    page_url: `${home}/?aff=p1`,
    page_title: 'Merchant /',
    referrer_url: '',
    session_id: expect.stringMatching(/^sess_[0-9a-z]{9}_\d{13}$/),
    user_agent: expect.stringContaining('Chrome/'),
    screen_resolution: expect.stringMatching(/^\d+x\d+$/),
    viewport_size: expect.stringMatching(/^\d+x\d+$/),
    language: 'de-DE',
    timezone: 'Europe/Berlin',
  });
  await visitor.leave();
});
