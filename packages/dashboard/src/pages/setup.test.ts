// Proves the pure parts of setting up a program: examples, links, steps, words of the audit log.
import { schemas } from '@affitor/contract';
import { expect, test } from 'vitest';
import { deviceWords } from '../format/devices.js';
import { currentPolicy, exampleSentence, type Policy } from './groups/terms.js';
import { linkAddress, readPage } from './links/link-address.js';
import { detailWords, targetWords } from './settings/audit-words.js';
import { stepsOf } from './settings/setup-steps.js';
import { leadSnippets } from './settings/snippets.js';

test('what is copied to report a sign-up is what the API takes', () => {
  const facts = { programId: 42, apiBase: 'https://affiliates.example.com' };
  for (const { code } of leadSnippets(facts)) expect(code).toContain(facts.apiBase);
  const curl = leadSnippets(facts).find(({ id }) => id === 'curl')?.code ?? '';
  expect(curl).toContain(' \\\n  -H');
  const body: unknown = JSON.parse(/-d '([^']+)'/.exec(curl)?.[1] ?? '');
  expect(schemas.leadBody.safeParse(body).success).toBe(true);
});

test('an example says what a sale brings, exactly, for every kind of terms', () => {
  const policy = {
    type: 'cps_recurring',
    percent: 12.5,
    amount_cents: null,
    currency: null,
    duration_months: 6,
    hold_days: 15,
    approval_mode: 'auto',
  } as Policy;
  expect(exampleSentence(policy)).toBe(
    'A $100.00 sale earns the partner $12.50 for 6 months, payable after 15 days.',
  );
  const fixed = { percent: null, amount_cents: 700, currency: 'EUR' } as const;
  expect(exampleSentence({ ...policy, ...fixed, type: 'cpl' })).toContain('A sign-up earns');
  expect(exampleSentence({ ...policy, ...fixed, type: 'cps_one_time' })).toBe(
    'A €100.00 sale earns the partner €7.00 once, payable after 15 days.',
  );
});

test('the policy in force is the one that began and has not ended, for all products', () => {
  const version = (from: string, to: string | null, product: string | null = null) =>
    ({ effective_from: from, effective_to: to, product_id: product }) as Policy;
  const past = version('2026-01-01', '2026-02-01');
  const present = version('2026-02-01', '2026-04-01');
  const versions = [version('2026-04-01', null), version('2026-02-01', null, 'x'), present, past];
  expect(currentPolicy(versions, '2026-03-01')).toBe(present);
  expect(currentPolicy([versions[0] as Policy], '2026-03-01')).toBeUndefined();
});

test('a link keeps what the page says and has one code, the partner’s', () => {
  const page = readPage(' https://a.example/x?y=1&aff=other#top ') as URL;
  const utm = { utm_source: 'mail & more', utm_medium: ' ' };
  expect(linkAddress(page, 'ana', utm)).toBe(
    'https://a.example/x?y=1&utm_source=mail+%26+more&aff=ana#top',
  );
  for (const typed of ['a.example', 'javascript:alert(1)', 'ftp://a.example', 'https://', '']) {
    expect(readPage(typed), typed).toBe(null);
  }
});

test('a step of the settings is done by what is there, a test event included', () => {
  const nothing = {
    program: {
      category: null,
      short_description: null,
      tagline: null,
      logo_url: null,
      allowed_origins: [],
    },
    status: {
      hasPartners: false,
      stepStatuses: { pageview: 'pending', referrals: 'pending', payments: 'pending' },
    },
    total: { clicks: 0, signups: 0, paid_customers: 0 },
    testSales: 0,
  } as const;
  const steps = stepsOf({ ...nothing, program: { ...nothing.program, allowed_origins: [] } });
  expect(Object.values(steps).every((isDone) => !isDone)).toBe(true);
  const some = stepsOf({
    program: {
      category: 'Software',
      short_description: 'x',
      tagline: 'y',
      logo_url: 'https://a.example/logos/1/x',
      allowed_origins: ['localhost'],
    },
    status: {
      hasPartners: true,
      stepStatuses: { pageview: 'complete', referrals: 'pending', payments: 'pending' },
    },
    total: { clicks: 0, signups: 3, paid_customers: 0 },
    testSales: 1,
  });
  expect(Object.values(some).every(Boolean)).toBe(true);
});

test('entries of the audit log and browsers are named in words', () => {
  expect(targetWords('management_key:7')).toBe('Management key 7');
  expect(detailWords({ fields: ['name', 'slug'], group_id: 4, link_id: null })).toBe(
    'Fields: name, slug · Group id: 4',
  );
  expect(detailWords({})).toBe('–');
  const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1';
  expect(deviceWords(iPhone)).toEqual({ name: 'Safari on iOS', isPhone: true });
  expect(deviceWords(null).name).toBe('A program');
});
