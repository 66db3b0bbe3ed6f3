// Proves the pure parts of pages: origins, periods side by side, terms in words, snippets.
import { schemas } from '@affitor/contract';
import { describe, expect, test } from 'vitest';
import { differences, type Policy, termsSentence } from './groups/terms.js';
import { type Day, pointsOf } from './overview/metrics.js';
import { queryOfSearch, readOverviewSearch, withVisit } from './overview/search.js';
import { checkOrigin } from './settings/origin-check.js';
import { pageSnippets, saleSnippets } from './settings/snippets.js';

const origins = schemas.updateProgramBody.shape.allowed_origins.unwrap();
const isOrigin = (text: string) => origins.safeParse([text]).success;

describe('allowed origins', () => {
  test('what the contract takes is taken, and a slash too many is forgiven', () => {
    for (const [typed, origin] of [
      ['https://shop.example', 'https://shop.example'],
      [' HTTPS://Shop.example/ ', 'https://shop.example'],
      ['http://localhost:5173', 'http://localhost:5173'],
      ['*.shop.example', '*.shop.example'],
    ] as const) {
      expect(checkOrigin(typed, [], isOrigin)).toEqual({ origin });
    }
  });

  test('anything else is refused with what to do', () => {
    expect(checkOrigin('https://a.example/x', [], isOrigin).problem).toContain('https://a.example');
    expect(checkOrigin('a.*.example', [], isOrigin).problem).toContain('star');
    expect(checkOrigin('a.example', ['a.example'], isOrigin).problem).toContain('already');
    for (const typed of ['', 'a b', 'ftp://a.example', 'https://']) {
      expect(checkOrigin(typed, [], isOrigin).problem, typed).toBeDefined();
    }
  });
});

test('the compared days lie under these day by day, also when there are fewer', () => {
  const day = (date: string, cents: number) =>
    ({
      day: date,
      is_partial: date === '2026-03-04',
      revenue: [
        { currency: 'EUR', amount_cents: 1 },
        { currency: 'USD', amount_cents: cents },
      ],
    }) as Day;
  const report = {
    series: [day('2026-03-03', 5), day('2026-03-04', 6)],
    previous_series: [day('2026-03-01', 1)],
  };
  expect(pointsOf(report, 'revenue', 'USD')).toEqual([
    { day: '2026-03-03', value: 5, isPartial: false, previousDay: '2026-03-01', previous: 1 },
    { day: '2026-03-04', value: 6, isPartial: true, previousDay: null, previous: null },
  ]);
});

test('the address of the overview holds one place of visits at a time', () => {
  const search = readOverviewSearch({ period: 'all', source: 'a.example', partner: '7', x: 1 });
  expect(queryOfSearch(search)).toEqual({ period: 'all', source: 'a.example', partner_id: 7 });
  const next = withVisit(search, { name: 'country', value: 'DE' });
  expect(queryOfSearch(next)).toEqual({ period: 'all', country: 'DE', partner_id: 7 });
  expect(withVisit(next)).toEqual({ period: 'all', partner: 7 });
});

test('terms are said in a sentence, and a version says what it changed', () => {
  const before = {
    type: 'cps_recurring',
    percent: 20,
    duration_months: 12,
    hold_days: 15,
    approval_mode: 'manual',
  } as Policy;
  expect(termsSentence(before)).toBe(
    'Payments of a customer earn 20%, for 12 months; ' +
      'payable after a hold of 15 days, once somebody has approved it.',
  );
  expect(differences(before, { ...before, percent: 25, hold_days: 0 })).toEqual([
    ['Rate', '20%', '25%'],
    ['Hold', '15 days', '0 days'],
  ]);
});

test('snippets carry the program and the address, and sales are what the API takes', () => {
  const facts = { programId: 42, apiBase: 'https://affiliates.example.com' };
  const [script] = pageSnippets(facts);
  expect(script?.code).toContain('data-affitor-program-id="42"');
  for (const { code } of [...pageSnippets(facts), ...saleSnippets(facts)]) {
    expect(code).toContain(facts.apiBase);
  }
  const curl = saleSnippets(facts).find(({ id }) => id === 'curl')?.code ?? '';
  const body: unknown = JSON.parse(/-d '([^']+)'/.exec(curl)?.[1] ?? '');
  expect(schemas.saleBody.safeParse(body).success).toBe(true);
});
