// Owns the script tag as a page and the npm loader meet it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../support/stage.js';
import type { TagWindow } from '../support/tag-page.js';

let stage: Stage;
let home: string;
beforeAll(async () => {
  stage = await setStage();
  home = stage.merchant.origin('shop.test');
});
afterAll(() => stage.close());

const clickIdOnPage = () => (window as TagWindow).affitor?.getClickId();

test('window.affitor is ready right behind the tag, loaded and with its members', async () => {
  const visitor = await stage.visit();
  await visitor.context.addInitScript(() => {
    // Runs at the first script behind the tag, as an inline script of the page would.
    document.addEventListener('DOMContentLoaded', () => {
      Object.assign(window, { readyAtOnce: (window as TagWindow).affitor?.loaded === true });
    });
  });
  await visitor.page.goto(`${home}/tag`);
  const seen = await visitor.page.evaluate(() => ({
    readyAtOnce: (window as unknown as { readyAtOnce: boolean }).readyAtOnce,
    members: [
      'init',
      'signup',
      'trackClick',
      'getClickId',
      'getData',
      'trackLead',
      'trackTest',
    ].map((name) => typeof (window as TagWindow).affitor?.[name]),
    programId: (window as TagWindow).affitor?.programId,
    clickId: (window as TagWindow).affitor?.clickId,
    debugMode: (window as TagWindow).affitor?.debugMode,
    hasAffiliateAttribution: (window as TagWindow).affitor?.hasAffiliateAttribution,
    canSell: typeof (window as TagWindow).affitor?.trackSale,
  }));
  expect(seen).toEqual({
    readyAtOnce: true,
    members: Array.from({ length: 7 }, () => 'function'),
    programId: stage.program.id,
    clickId: null,
    debugMode: false,
    hasAffiliateAttribution: false,
    canSell: 'undefined',
  });
  expect(visitor.calls).toEqual([]);
  await visitor.leave();
});

test('the tag speaks to the service it came from, and counts the landing by itself', async () => {
  const visitor = await stage.visit();
  await visitor.page.goto(`${home}/tag?aff=p1`);
  await expect.poll(() => visitor.page.evaluate(clickIdOnPage)).toMatch(/^cust_/);
  const clickId = await visitor.page.evaluate(clickIdOnPage);
  expect((await stage.readEvents()).clicks.at(-1)?.clickId).toBe(clickId);
  expect((await visitor.readCookies()).affitor_click_id?.value).toBe(clickId);
  await visitor.leave();
});

test('what waits in affitorQueue runs in order, and later pushes run at once', async () => {
  const visitor = await stage.visit();
  const before = (await stage.readEvents()).leads.length;
  await visitor.context.addInitScript(() => {
    (window as TagWindow).affitorQueue ??= [
      ['noSuchMethod', 1],
      ['signup', 'queued-before', 'queued@example.com'],
    ];
  });
  await visitor.page.goto(`${home}/tag?aff=p1`);
  await expect
    .poll(async () => (await stage.readEvents()).leads.slice(before))
    .toMatchObject([{ customerKey: 'queued-before', partnerId: stage.partners.p1 }]);
  await visitor.page.evaluate(() =>
    (window as TagWindow).affitorQueue?.push(['signup', 'queued-after']),
  );
  await expect.poll(() => visitor.calls.at(-1)?.body.customer_key).toBe('queued-after');
  await visitor.leave();
});

test('a push is not lost where the page had made no queue', async () => {
  const visitor = await stage.visit();
  await visitor.page.goto(`${home}/tag`);
  await visitor.page.evaluate(() => (window as TagWindow).affitorQueue?.push(['signup', 'late']));
  await expect.poll(() => visitor.calls.at(-1)?.body.customer_key).toBe('late');
  await visitor.leave();
});

test('the script loaded twice counts one landing', async () => {
  const visitor = await stage.visit();
  const before = (await stage.readEvents()).clicks.length;
  await visitor.page.goto(`${home}/tag?aff=p1`);
  await visitor.page.addScriptTag({ url: `${stage.apiBase}/js/affitor-tracker.js` });
  await visitor.page.waitForLoadState('networkidle');
  expect((await stage.readEvents()).clicks).toHaveLength(before + 1);
  await visitor.leave();
});

test('the npm loader’s contract holds: an async script, ready when onload fires', async () => {
  const visitor = await stage.visit();
  await visitor.page.goto(`${home}/bare?aff=p1`);
  const loaded = await visitor.page.evaluate(
    ({ src, programId }) =>
      new Promise<unknown>((resolve, reject) => {
        const script = document.createElement('script');
        script.async = true;
        script.src = src;
        script.dataset.affitorProgramId = String(programId);
        script.onload = () =>
          resolve([
            (window as TagWindow).affitor?.loaded,
            (window as TagWindow).affitor?.programId,
            typeof (window as TagWindow).affitor?.signup,
          ]);
        script.onerror = reject;
        document.head.append(script);
      }),
    { src: `${stage.apiBase}/js/affitor-tracker-local.js`, programId: stage.program.id },
  );
  expect(loaded).toEqual([true, stage.program.id, 'function']);
  await expect.poll(() => visitor.page.evaluate(clickIdOnPage)).toMatch(/^cust_/);
  await visitor.leave();
});

test('the script runs pinned by its published hash', async () => {
  const visitor = await stage.visit();
  const { body } = await stage.app.call('GET', '/js/affitor-tracker.json');
  await visitor.page.goto(`${home}/bare`);
  await visitor.page.evaluate(
    ({ src, integrity }) =>
      new Promise((resolve, reject) => {
        const script = document.createElement('script');
        Object.assign(script, { src, integrity, crossOrigin: 'anonymous' });
        script.onload = resolve;
        script.onerror = () => reject(new Error('the browser refused the script'));
        document.head.append(script);
      }),
    { src: `${stage.apiBase}/js/affitor-tracker.js`, integrity: body.integrity },
  );
  expect(await visitor.page.evaluate(() => (window as TagWindow).affitor?.loaded)).toBe(true);
  await visitor.leave();
});

test('trackTest stores test events only', async () => {
  const visitor = await stage.visit();
  const before = await stage.readEvents();
  await visitor.page.goto(`${home}/tag`);
  await visitor.page.evaluate(async () => {
    const send = (window as TagWindow).affitor?.trackTest as (event?: object) => Promise<void>;
    await send.call((window as TagWindow).affitor);
    await send.call((window as TagWindow).affitor, {
      step_id: 'signup',
      customer_key: 'test-person',
    });
  });
  const { rows } = await stage.app.db.pool.query(
    'select kind from test_event where program_id = $1 order by id',
    [stage.program.id],
  );
  expect(rows).toEqual([{ kind: 'click' }, { kind: 'lead' }]);
  expect(await stage.readEvents()).toEqual(before);
  await visitor.leave();
});
