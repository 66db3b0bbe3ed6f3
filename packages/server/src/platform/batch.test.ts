// Owns the promises of batching: who waits is taken together, and each is answered for itself.
import { describe, expect, test } from 'vitest';
import { type BatcherOptions, createBatcher, type Outcome } from './batch.js';

class Full extends Error {}

/** A batcher whose flushes end when the test says so. */
function gated(options: Partial<BatcherOptions<number, number>> = {}) {
  const flushes: { items: number[]; end: (error?: Error) => void }[] = [];
  const batcher = createBatcher<number, number>({
    rowsMax: 3,
    queueMax: 5,
    onFull: () => new Full(),
    flush: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => {
          if (error) reject(error);
          else resolve(items.map((value) => ({ ok: true, value: value * 10 })));
        };
        flushes.push({ items, end });
      }),
    ...options,
  });
  return { batcher, flushes };
}

/** Lets everything run that only waits for promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const ok = (items: number[]): Outcome<number>[] => items.map((value) => ({ ok: true, value }));

test('a lone item is flushed at once', () => {
  const { batcher, flushes } = gated();
  void batcher.submit(1);
  expect(flushes.map(({ items }) => items)).toEqual([[1]]);
  expect(batcher.depth()).toBe(0);
});

test('what arrives during a flush is taken together by the next, up to the limit', async () => {
  const { batcher, flushes } = gated();
  const answers = [1, 2, 3, 4, 5].map((item) => batcher.submit(item));
  expect(batcher.depth()).toBe(4);
  flushes[0]?.end();
  await settled();
  flushes[1]?.end();
  await settled();
  flushes[2]?.end();
  expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50]);
  expect(flushes.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
});

test('as many flushes are under way as allowed, and no more', () => {
  const { batcher, flushes } = gated({ flushesMax: 2 });
  for (const item of [1, 2, 3]) void batcher.submit(item);
  expect(flushes.map(({ items }) => items)).toEqual([[1], [2]]);
});

test('a full queue refuses, and takes again when there is room', async () => {
  const { batcher, flushes } = gated();
  const accepted = [0, 1, 2, 3, 4, 5].map((item) => batcher.submit(item));
  await expect(batcher.submit(6)).rejects.toThrow(Full);
  flushes[0]?.end();
  await settled();
  void batcher.submit(7);
  flushes[1]?.end();
  await settled();
  flushes[2]?.end();
  await Promise.all(accepted);
});

test('drain waits for what is under way and for what waits', async () => {
  const { batcher, flushes } = gated();
  const answers = [1, 2].map((item) => batcher.submit(item));
  let drained = false;
  const drain = batcher.drain().then(() => {
    drained = true;
  });
  flushes[0]?.end();
  await settled();
  expect(drained).toBe(false);
  flushes[1]?.end();
  await Promise.all([...answers, drain]);
  expect(drained).toBe(true);
  await batcher.drain();
});

describe('a failure', () => {
  test('of one member harms only its sender', async () => {
    const flushed: number[][] = [];
    const batcher = createBatcher<number, number>({
      rowsMax: 10,
      queueMax: 10,
      onFull: () => new Full(),
      flush: async (items) => {
        flushed.push(items);
        if (items.includes(3)) throw new Error('three');
        return ok(items);
      },
    });
    const answers = await Promise.allSettled([1, 2, 3, 4].map((item) => batcher.submit(item)));
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(flushed).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
  });

  test('that may pass is tried again with the same items', async () => {
    let attempts = 0;
    const batcher = createBatcher<number, number>({
      rowsMax: 10,
      queueMax: 10,
      onFull: () => new Full(),
      isRetryable: () => true,
      flush: async (items) => {
        attempts += 1;
        if (attempts < 3) throw new Error('deadlock');
        return ok(items);
      },
    });
    expect(await batcher.submit(1)).toBe(1);
    expect(attempts).toBe(3);
  });

  test('that does not pass is given up', async () => {
    let attempts = 0;
    const batcher = createBatcher<number, number>({
      rowsMax: 10,
      queueMax: 10,
      onFull: () => new Full(),
      isRetryable: () => true,
      flush: async () => {
        attempts += 1;
        throw new Error('deadlock');
      },
    });
    await expect(batcher.submit(1)).rejects.toThrow('deadlock');
    expect(attempts).toBe(4);
  });

  test('whose effect is unknown is never repeated, not even one by one', async () => {
    const { batcher, flushes } = gated({ isUnknown: () => true, isRetryable: () => false });
    const first = batcher.submit(1);
    const rest = [2, 3].map((item) => batcher.submit(item));
    flushes[0]?.end();
    await first;
    await settled();
    flushes[1]?.end(new Error('connection lost'));
    const answers = await Promise.allSettled(rest);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(flushes).toHaveLength(2);
  });

  test('that forgets an item rejects that item', async () => {
    const { batcher } = gated({ flush: async () => [] });
    await expect(batcher.submit(1)).rejects.toThrow(/unanswered/);
  });

  test('leaves the batcher working', async () => {
    const { batcher, flushes } = gated();
    const first = batcher.submit(1);
    flushes[0]?.end(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    const second = batcher.submit(2);
    flushes[1]?.end();
    expect(await second).toBe(20);
  });
});
