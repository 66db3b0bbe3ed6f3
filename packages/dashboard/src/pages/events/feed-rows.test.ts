// Proves the rows of the live feed: each event once, newest first, bounded, honest about gaps.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedEvent } from '../../api/event-stream.js';
import { FeedRows, isFound, keyOf, MINUTES, ROWS_MAX } from './feed-rows.js';

const START_MS = Date.UTC(2026, 2, 1, 12);

function eventAt(second: number, change: Partial<FeedEvent> = {}): FeedEvent {
  return {
    kind: 'click',
    id: `click-${second}`,
    is_test: false,
    happened_at: new Date(START_MS + second * 1000).toISOString(),
    partner: null,
    customer_id: null,
    customer_key: null,
    click_id: null,
    transaction_id: null,
    amount_cents: null,
    currency: null,
    outcome: null,
    request_id: null,
    trace: null,
    details: {},
    ...change,
  };
}

const seconds = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => eventAt(from + index));

test('however events arrive, each is one row, newest first, and never more rows than the most', () => {
  const batches = fc.array(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 80 }));
  fc.assert(
    fc.property(batches, (all) => {
      const rows = new FeedRows();
      rows.start([], false);
      for (const batch of all) rows.add(batch.map((second) => eventAt(second)));
      const shown = rows.snapshot();
      const expected = [...new Set(all.flat())].sort((one, other) => other - one);
      expect(shown.rows.map(keyOf)).toEqual(
        expected.slice(0, ROWS_MAX).map((second) => `click click-${second}`),
      );
      expect(shown.hasGap).toBe(expected.length > ROWS_MAX);
    }),
  );
});

test('an event that comes again replaces its earlier self and is counted once', () => {
  const rows = new FeedRows();
  rows.start([eventAt(1)], false);
  rows.add([eventAt(1, { customer_key: 'ann' })]);
  expect(rows.snapshot().rows).toMatchObject([{ customer_key: 'ann' }]);
  const counts = rows.minutes(new Date(START_MS)).map(({ count }) => count);
  expect(counts).toEqual([...Array.from({ length: MINUTES - 1 }, () => 0), 1]);
});

test('a paused page keeps still, counts what waits, and shows all of it afterwards', () => {
  const rows = new FeedRows();
  rows.start(seconds(0, 5).reverse(), false);
  rows.pause();
  rows.add(seconds(5, 15));
  rows.add(seconds(10, 15));
  expect(rows.snapshot()).toMatchObject({ waitingCount: 10, isPaused: true });
  expect(rows.snapshot().rows).toHaveLength(5);
  rows.resume();
  expect(rows.snapshot()).toMatchObject({ waitingCount: 0, isPaused: false, hasGap: false });
  expect(rows.snapshot().rows).toHaveLength(15);
});

test('when more waits than a page holds, the newest are kept and the gap is told', () => {
  const rows = new FeedRows();
  rows.start(seconds(0, 5).reverse(), false);
  rows.pause();
  rows.add(seconds(5, 1_005));
  expect(rows.snapshot().waitingCount).toBe(1_000);
  rows.resume();
  const { rows: shown, hasGap } = rows.snapshot();
  expect(hasGap).toBe(true);
  expect([shown.length, shown[0]?.id, shown.at(-1)?.id]).toEqual([
    ROWS_MAX,
    'click-1004',
    'click-705',
  ]);
});

test('older pages stay on the page when they were asked for', () => {
  const rows = new FeedRows();
  rows.start(seconds(400, 450).reverse(), true);
  rows.append(seconds(100, 400).reverse());
  expect(rows.snapshot()).toMatchObject({ hasGap: false });
  expect(rows.snapshot().rows).toHaveLength(350);
});

test('minutes of which the page does not know every event have no figure', () => {
  const rows = new FeedRows();
  rows.start([eventAt(0), eventAt(-61)], true);
  const counts = rows.minutes(new Date(START_MS + 90_000)).map(({ count }) => count);
  expect(counts.slice(-3)).toEqual([0, 1, 0]);
  expect(counts.slice(0, -3).every((count) => count === null)).toBe(true);
});

test('the text filter finds in the stream what the list finds: whole ids only', () => {
  const event = eventAt(1, { customer_key: 'ann', transaction_id: 'order-1', request_id: 'r' });
  for (const q of [undefined, 'ann', 'order-1', 'r', 'click-1'])
    expect(isFound(event, q)).toBe(true);
  for (const q of ['an', 'order', 'click']) expect(isFound(event, q)).toBe(false);
});
