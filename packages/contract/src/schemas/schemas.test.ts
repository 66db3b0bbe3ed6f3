// Guards which management input is accepted and which is refused at the door.

import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { operations } from '../operations/index.js';
import {
  createGroupBody,
  createManagementKeyBody,
  createPartnerBody,
  createPolicyBody,
  createProgramBody,
  cursorQuery,
  performanceQuery,
  periodBound,
  programParams,
  text,
  trackedSaleResponse,
  updateProgramBody,
} from './index.js';

/** The first refused field and why, as the service answers it; null when all is well. */
function refusal(schema: z.ZodType, value: unknown): string | null {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue === undefined ? null : `${issue.path.join('.')}: ${issue.message}`;
}

describe('programs', () => {
  const program = { name: 'Acme', website_url: 'https://acme.example' };

  test('a name and a website are enough to create a program', () => {
    expect(refusal(createProgramBody, program)).toBeNull();
    expect(refusal(createProgramBody, { name: 'Acme' })).toMatch(/^website_url:/);
    expect(refusal(createProgramBody, { website_url: program.website_url })).toMatch(/^name:/);
  });

  test('a misspelled setting is refused, never ignored', () => {
    expect(refusal(updateProgramBody, { cookie_window: 30 })).toContain('cookie_window');
    expect(refusal(createProgramBody, { ...program, status: 'active' })).toContain('status');
  });

  test.each([
    'https://shop.example',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'localhost',
    'shop.example',
    '*.shop.example',
    'https://*.shop.example',
    'HTTPS://Shop.Example',
  ])('the allowed origin %s is accepted', (origin) => {
    expect(refusal(updateProgramBody, { allowed_origins: [origin] })).toBeNull();
  });

  test.each([
    'https://shop.example/',
    'https://shop.example/path',
    'shop.example:8080/x',
    '*',
    'https://*',
    'shop.*.example',
    ' shop.example',
    'ftp://shop.example',
    'https://user@shop.example',
    '',
  ])('the allowed origin "%s" is refused', (origin) => {
    expect(refusal(updateProgramBody, { allowed_origins: [origin] })).toMatch(/allowed_origins\.0/);
  });

  test('origins are stored in lower case, as browsers send them', () => {
    const body = updateProgramBody.parse({ allowed_origins: ['HTTPS://Shop.Example'] });
    expect(body.allowed_origins).toEqual(['https://shop.example']);
  });

  test('windows stay between 1 and 365 days, and only the look-back may be switched off', () => {
    for (const days of [0, 366, 1.5, '60']) {
      expect(refusal(updateProgramBody, { cookie_window_days: days })).not.toBeNull();
    }
    expect(refusal(updateProgramBody, { cookie_window_days: 365 })).toBeNull();
    expect(refusal(updateProgramBody, { attribution_window_days: null })).toBeNull();
    expect(refusal(updateProgramBody, { cookie_window_days: null })).not.toBeNull();
  });

  test('a time zone is an IANA name, never an offset that the database reads backwards', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Ho_Chi_Minh']) {
      expect(refusal(updateProgramBody, { time_zone: zone })).toBeNull();
    }
    for (const zone of ['+07:00', 'Mars/Base', '']) {
      expect(refusal(updateProgramBody, { time_zone: zone })).toMatch(/^time_zone:/);
    }
  });
});

describe('policies', () => {
  test.each([
    { type: 'cps_one_time', percent: 20 },
    { type: 'cps_lifetime', percent: 12.5, product_id: 'pro' },
    { type: 'cps_recurring', amount_cents: 500, currency: 'usd', duration_months: 12 },
    { type: 'cpl', amount_cents: 300, currency: 'EUR' },
    { type: 'cpc', amount_cents: 5, currency: 'USD' },
  ])('accepts %o', (terms) => {
    expect(refusal(createPolicyBody, terms)).toBeNull();
  });

  test.each([
    [{ type: 'cpl', percent: 10 }, /^percent: leads and clicks/],
    [{ type: 'cpc', amount_cents: 5 }, /^currency: is required/],
    [{ type: 'cps_one_time' }, /^percent: is required/],
    [{ type: 'cps_one_time', percent: 10, amount_cents: 5, currency: 'USD' }, /^amount_cents/],
    [{ type: 'cps_one_time', percent: 10, currency: 'USD' }, /^currency: must be left out/],
    [{ type: 'cps_recurring', percent: 10 }, /^duration_months: is required/],
    [{ type: 'cps_lifetime', percent: 10, duration_months: 3 }, /^duration_months: only/],
    [{ type: 'cpl', amount_cents: 5, currency: 'USD', product_id: 'x' }, /^product_id/],
    [{ type: 'cps_one_time', percent: 100.01 }, /^percent/],
    [{ type: 'cps_one_time', percent: 10.001 }, /^percent/],
    [{ type: 'cps_one_time', percent: 10, hold_days: 32 }, /^hold_days/],
    [{ type: 'cps_one_time', percent: 10, effective_from: '0001-01-01T00:00:00Z' }, /1970/],
  ])('refuses %o', (terms, reason) => {
    expect(refusal(createPolicyBody, terms)).toMatch(reason);
  });

  test('the defaults are a hold of 15 days and manual approval', () => {
    const terms = createPolicyBody.parse({ type: 'cps_one_time', percent: 10 });
    expect(terms).toMatchObject({ hold_days: 15, approval_mode: 'manual' });
  });
});

describe('partners and keys', () => {
  test('the email of a partner is one address, compared in lower case', () => {
    const partner = createPartnerBody.parse({ name: 'Jo', email: 'Jo@Blog.Example' });
    expect(partner).toMatchObject({ email: 'jo@blog.example', status: 'active' });
    expect(refusal(createPartnerBody, { name: 'Jo', email: 'jo' })).toMatch(/^email:/);
  });

  test('link codes that test events use cannot be taken', () => {
    const withCode = (short_link: string) => ({
      name: 'J',
      email: 'j@x.example',
      link: { short_link },
    });
    expect(refusal(createPartnerBody, withCode('afftest42'))).toMatch(/reserved/);
    expect(refusal(createPartnerBody, withCode('afftester'))).toBeNull();
    expect(refusal(createPartnerBody, withCode('a b'))).toMatch(/^link\.short_link/);
  });

  test('a new key may do everything unless it is limited, and knows only documented scopes', () => {
    expect(createManagementKeyBody.parse({ name: 'CI' })).toEqual({
      name: 'CI',
      scopes: ['*'],
      program_scope: null,
      expires_at: null,
    });
    expect(refusal(createManagementKeyBody, { name: 'CI', scopes: ['admin'] })).toMatch(
      /scopes\.0/,
    );
    for (const id of ['2147483648', '0', 'x', '']) {
      expect(refusal(createManagementKeyBody, { name: 'CI', program_scope: [id] })).not.toBeNull();
    }
  });
});

describe('bounds that keep the database from failing', () => {
  test('text with NUL or half a surrogate pair is refused', () => {
    for (const name of ['a\u0000b', 'a\ud800', '\udc00a']) {
      expect(refusal(createGroupBody, { name })).toMatch(/^name: contains characters/);
    }
    expect(refusal(createGroupBody, { name: 'Zoë 🚀' })).toBeNull();
  });

  test('no query lets a text through that PostgreSQL could not even compare', () => {
    for (const { id, query } of operations) {
      const names = Object.keys((query as { shape?: object } | undefined)?.shape ?? {});
      for (const name of names) {
        const parsed = query?.safeParse({ [name]: 'a\u0000' });
        expect(JSON.stringify(parsed?.data ?? null), `${id} ${name}`).not.toContain('u0000');
      }
    }
  });

  test('blank text is no text, and surrounding blanks are cut', () => {
    expect(refusal(text(5), '   ')).not.toBeNull();
    expect(text(5).parse('  ab ')).toBe('ab');
  });

  test('ids beyond an integer column are refused', () => {
    for (const id of ['2147483648', '0', '-1', '1.5', 'abc', '']) {
      expect(refusal(programParams, { id }), id).toMatch(/^id:/);
    }
    expect(programParams.parse({ id: '2147483647' })).toEqual({ id: 2_147_483_647 });
  });

  test('a period is made of days or moments from 1970 on', () => {
    for (const bound of ['2026-03-01', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00+07:00']) {
      expect(refusal(periodBound, bound)).toBeNull();
    }
    for (const bound of ['0000-01-01', '1969-12-31', '2026-02-30', 'yesterday', '']) {
      expect(refusal(periodBound, bound)).not.toBeNull();
    }
  });

  test('pages have at most 100 rows', () => {
    expect(cursorQuery.parse({})).toEqual({ limit: 50 });
    expect(refusal(cursorQuery, { limit: '101' })).toMatch(/^limit:/);
  });
});

test('an explicit performance period needs both of its ends', () => {
  expect(performanceQuery.parse({})).toEqual({ period: '7d' });
  expect(refusal(performanceQuery, { dateFrom: '2026-03-01' })).toMatch(/^dateTo: is required/);
  expect(refusal(performanceQuery, { dateFrom: '2026-03-01', dateTo: '2026-03-02' })).toBeNull();
});

test('a tracked sale whose commission failed is described as such', () => {
  const sale = {
    success: true,
    sale: {
      sale_id: 42,
      transaction_id: 'pi_1',
      amount_cents: 4900,
      currency: 'USD',
      is_test: false,
      commission_state: 'failed',
      sale_date: '2026-03-01T09:30:00.000Z',
    },
    commission: null,
    refund: { state: 'none', refunded_cents: 0 },
  };
  expect(refusal(trackedSaleResponse, sale)).toBeNull();
});
