// Proves which days the named periods of the overview are.
import { schemas } from '@affitor/contract';
import { expect, test } from 'vitest';
import { chooseRange, comparedRange } from './overview-period.js';

const days = { today: '2026-03-30', firstDay: '2025-11-02' };

test.each([
  ['today', '2026-03-30', '2026-03-30', '2026-03-29'],
  ['7d', '2026-03-24', '2026-03-30', '2026-03-17'],
  ['30d', '2026-03-01', '2026-03-30', '2026-01-30'],
  ['90d', '2025-12-31', '2026-03-30', '2025-10-02'],
  ['month_to_date', '2026-03-01', '2026-03-30', '2026-01-30'],
  ['last_month', '2026-02-01', '2026-02-28', '2026-01-04'],
  ['year_to_date', '2026-01-01', '2026-03-30', '2025-10-04'],
])('%s is %s to %s, and is compared with as many days before', (period, from, to, before) => {
  const query = schemas.overviewQuery.parse({ period });
  const range = chooseRange(query, days);
  expect(range).toEqual({ firstDay: from, lastDay: to });
  expect(comparedRange(range, query)?.firstDay).toBe(before);
});

test('all is everything since the first day, and is compared with nothing', () => {
  const query = schemas.overviewQuery.parse({ period: 'all' });
  const range = chooseRange(query, days);
  expect(range).toEqual({ firstDay: '2025-11-02', lastDay: '2026-03-30' });
  expect(comparedRange(range, query)).toBeNull();
  const young = chooseRange(query, { today: '2026-03-30', firstDay: '2026-04-01' });
  expect(young).toEqual({ firstDay: '2026-03-30', lastDay: '2026-03-30' });
});

test('chosen days win over a named period', () => {
  const query = schemas.overviewQuery.parse({
    period: 'all',
    from: '2026-01-05',
    to: '2026-01-06',
  });
  const range = chooseRange(query, days);
  expect(range).toEqual({ firstDay: '2026-01-05', lastDay: '2026-01-06' });
  expect(comparedRange(range, query)).toEqual({ firstDay: '2026-01-03', lastDay: '2026-01-04' });
});
