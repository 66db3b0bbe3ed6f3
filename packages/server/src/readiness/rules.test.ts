// Guards what the facts about a program mean: gates, blocker, state; and how the tag is recognised.
import { describe, expect, test } from 'vitest';
import { judgeReadiness, type ReadinessFacts, type SiteFinding } from './rules.js';
import { judgeChain, waitSecondsOf } from './rules-chain.js';
import { findTracker } from './rules-tag.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const NOTHING = { lastAt: null, count24h: 0 };
const ATTRIBUTED = { click: 'attributed', lead: 'attributed', sale: 'attributed' } as const;

const VERIFIED: ReadinessFacts = {
  programId: 42,
  profile: { name: 'Acme', logo_url: 'https://acme.example/logo.png' },
  hasSalePolicy: true,
  paymentMode: 's2s',
  stripe: null,
  keyRotatedAt: null,
  clicks: NOTHING,
  leads: NOTHING,
  sales: NOTHING,
  lastChain: ATTRIBUTED,
};
const INSTALLED = { finding: 'installed', checkedAt: NOW } as const;

test('all gates passed by a chain and a tag make an integration verified', () => {
  const answer = judgeReadiness(VERIFIED, INSTALLED, NOW);
  expect(answer).toMatchObject({ state: 'integration_verified', integration_verified: true });
  expect(answer.blocker).toBeNull();
  expect(Object.values(answer.gates).map(({ status }) => status)).toEqual(Array(5).fill('pass'));
});

test('a real event of any kind passes tracking and live, and makes the program live', () => {
  for (const kind of ['clicks', 'leads', 'sales'] as const) {
    const facts = { ...VERIFIED, lastChain: null, [kind]: { lastAt: NOW, count24h: 1 } };
    const answer = judgeReadiness(facts, null, NOW);
    expect([answer.state, answer.gates.tracking.detail]).toEqual([
      'live_verified',
      'receiving_events',
    ]);
    expect(answer.integration_verified).toBe(true);
  }
});

test('the first gate that is not passed blocks, and names what to do', () => {
  const cases = [
    [{ profile: { name: 'Acme', logo_url: null } }, 'profile', 'draft', 'complete_program_profile'],
    [{ hasSalePolicy: false }, 'economics', 'configuring', 'set_commission_policy'],
    [{ paymentMode: 'stripe' }, 'payout', 'configuring', 'surface_stripe_connect_url'],
    [{ lastChain: null }, 'live', 'ready', 'run_synthetic_sale_chain'],
    [{ lastChain: { ...ATTRIBUTED, sale: 'unattributed' } }, 'live', 'ready', undefined],
  ] as const;
  for (const [change, blocker, state, action] of cases) {
    const facts = { ...VERIFIED, ...change } as ReadinessFacts;
    const answer = judgeReadiness(facts, INSTALLED, NOW);
    expect([answer.blocker, answer.state]).toEqual([blocker, state]);
    const { next_action } = answer.gates[blocker];
    expect(next_action).toBe(action ?? 'run_synthetic_sale_chain');
    expect(answer.integration_verified).toBe(false);
  }
  const empty = { ...VERIFIED, profile: { name: 'Acme', logo_url: null } };
  expect(judgeReadiness(empty, INSTALLED, NOW).gates.profile.missing).toEqual(['logo_url']);
});

test.each([
  ['missing', 'fail', 'tracker_not_found'],
  ['other_program', 'fail', 'tracker_of_other_program'],
  ['unreachable', 'unknown', 'site_unreachable'],
  ['not_public', 'unknown', 'site_not_public'],
] as const)('a site where the look found %s blocks at tracking', (finding, status, detail) => {
  const site = { finding: finding as SiteFinding, checkedAt: NOW };
  const answer = judgeReadiness(VERIFIED, site, NOW);
  expect(answer.gates.tracking).toMatchObject({ status, detail });
  expect([answer.blocker, answer.state]).toEqual(['tracking', 'configuring']);
});

test('a site that nobody has looked at yet is unknown, not wrong', () => {
  const { tracking } = judgeReadiness(VERIFIED, null, NOW).gates;
  expect(tracking).toMatchObject({ status: 'unknown', detail: 'not_checked', checked_at: null });
});

describe('the script tag', () => {
  const tag = (program: string, src = 'https://affitor.example/js/affitor-tracker.js') =>
    `<html><head><script defer data-x=1 src="${src}" ${program}></script></head></html>`;

  test.each([
    tag('data-affitor-program-id="42"'),
    tag("DATA-AFFITOR-PROGRAM='42'"),
    tag('data-affitor-program-id=42', '/js/affitor-tracker-uat.js?v=2'),
    `${tag('data-affitor-program-id="7"')}${tag('data-affitor-program-id="42"')}`,
  ])('is found in %s', (html) => expect(findTracker(html, 42)).toBe('installed'));

  test.each([tag('data-affitor-program-id="421"'), tag('')])(
    'is of another program in %s',
    (html) => expect(findTracker(html, 42)).toBe('other_program'),
  );

  test.each([
    '',
    `<!-- ${tag('data-affitor-program-id="42"')} -->`,
    tag('data-affitor-program-id="42"', 'https://cdn.example/not-affitor-tracker.json'),
    '<a href="/js/affitor-tracker.js" data-affitor-program-id="42">',
  ])('is missing in %s', (html) => expect(findTracker(html, 42)).toBe('missing'));

  test('is looked for in hostile pages without hanging', () => {
    const started = performance.now();
    for (const part of ['<script ', '<!--', '<script src=', '<script src="a" ']) {
      findTracker(part.repeat(524_288 / part.length), 42);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test('ten chains an hour, and the next when the oldest of them is an hour old', () => {
  const minutes = (count: number) => new Date(NOW.getTime() - count * 60_000);
  const starts = Array.from({ length: 10 }, (_, index) => minutes(59 - index));
  expect(waitSecondsOf(starts.slice(1), NOW)).toBeNull();
  expect(waitSecondsOf(starts, NOW)).toBe(60);
});

test('a step is attributed to the partner of the rehearsal alone', () => {
  const trail = {
    clickPartnerId: 1,
    leadId: 5n,
    leadPartnerId: 2,
    saleId: 6n,
    salePartnerId: 1,
    saleState: 'not_due' as const,
    commission: null,
  };
  const facts = { partnerId: 1, refusedStep: null };
  expect(judgeChain(trail, facts)).toEqual({
    click: 'attributed',
    lead: 'wrong_partner',
    sale: 'unattributed',
  });
  expect(judgeChain({ ...trail, saleState: 'failed' }, facts).sale).toBe('pending');
  const cut = { ...trail, leadId: null, saleId: null };
  expect(judgeChain(cut, { partnerId: 1, refusedStep: 'lead' })).toEqual({
    click: 'attributed',
    lead: 'unattributed',
    sale: 'pending',
  });
});
