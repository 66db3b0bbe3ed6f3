// Proves the arithmetic of reports.
import { expect, test } from 'vitest';
import { averageCents, listDays, percentOf, precedingRange, trendOf } from './rules.js';

test('a trend is an absolute percent with one decimal and says its direction', () => {
  expect(trendOf(12n, 8n)).toEqual({ trend: 50, trendDirection: 'up' });
  expect(trendOf(2n, 3n)).toEqual({ trend: 33.3, trendDirection: 'down' });
  expect(trendOf(5n, 0n)).toEqual({ trend: 100, trendDirection: 'up' });
  expect(trendOf(0n, 0n)).toEqual({ trend: 0, trendDirection: 'stable' });
  expect(trendOf(7n, 7n)).toEqual({ trend: 0, trendDirection: 'stable' });
  expect(trendOf(-50n, 100n)).toEqual({ trend: 150, trendDirection: 'down' });
});

test('rates and averages round half up and never divide by nothing', () => {
  expect(percentOf(1n, 3n)).toBe(33.33);
  expect(percentOf(1n, 800n)).toBe(0.13);
  expect(percentOf(3n, 0n)).toBe(0);
  expect(averageCents(101n, 2n)).toBe(51n);
  expect(averageCents(-101n, 2n)).toBe(-51n);
  expect(averageCents(100n, 0n)).toBe(0n);
});

test('the preceding period is equally long and ends the day before', () => {
  expect(precedingRange({ firstDay: '2026-03-01', lastDay: '2026-03-07' })).toEqual({
    firstDay: '2026-02-22',
    lastDay: '2026-02-28',
  });
});

test('the days of a range end with it, even at the last year that can be written', () => {
  expect(listDays({ firstDay: '2028-02-28', lastDay: '2028-03-01' })).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ]);
  expect(listDays({ firstDay: '9999-12-31', lastDay: '9999-12-31' })).toEqual(['9999-12-31']);
});
