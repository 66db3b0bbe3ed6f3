// Owns the promises of the attribution rules: whose customer somebody is after a click or a merge.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMs } from '../platform/clock.js';
import {
  type Attribution,
  decideMerge,
  decideReClick,
  formatClickId,
  parseClickId,
} from './rules.js';

const NOW = new Date('2026-05-01T00:00:00Z');
const HOUR_MS = 3_600_000;

const owned = (change: Partial<Attribution> = {}): Attribution => ({
  partnerId: 1,
  enrollmentId: 11,
  linkId: 111,
  clickId: 'earlier',
  attributedAt: addMs(NOW, -HOUR_MS),
  byBot: false,
  ...change,
});
const nobody: Attribution = {
  partnerId: null,
  enrollmentId: null,
  linkId: null,
  clickId: null,
  attributedAt: null,
  byBot: false,
};
const reClick = (change: Partial<Parameters<typeof decideReClick>[0]> = {}) =>
  decideReClick({
    current: owned(),
    hasBought: false,
    lastClickAt: addMs(NOW, -HOUR_MS),
    link: { linkId: 111, partnerId: 1, enrollmentId: 11 },
    isBot: false,
    at: NOW,
    ...change,
  });
const other = { linkId: 222, partnerId: 2, enrollmentId: 22 };

describe('a click id', () => {
  test('comes apart into what it was made of', () => {
    const digits = fc.string({
      unit: fc.integer({ min: 0, max: 9 }).map(String),
      minLength: 39,
      maxLength: 39,
    });
    const customerId = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n });
    const clickedAtMs = fc.integer({ min: 10 ** 12, max: 10 ** 13 - 1 });
    fc.assert(
      fc.property(fc.record({ customerId, clickedAtMs, token: digits }), (parts) => {
        expect(parseClickId(formatClickId(parts))).toEqual(parts);
      }),
    );
  });

  test('of any other shape is not one of ours', () => {
    const tail = '1'.repeat(52);
    for (const text of [
      '',
      'cust_42_1712345678901',
      `cust_0_${tail}`,
      `cust_01_${tail}`,
      `cust_1234567890123456789_${tail}`,
      `cust_1_${tail}1`,
      ` cust_1_${tail}`,
      `cust_1_${tail}\n`,
      `CUST_1_${tail}`,
      `cust_１_${tail}`,
    ]) {
      expect(parseClickId(text), text).toBeNull();
    }
  });
});

describe('a click of a known customer', () => {
  test('of another partner moves it, before the first sale only', () => {
    expect(reClick({ link: other })).toMatchObject({
      moves: true,
      keepsClickId: false,
      rule: 'last_click',
    });
    expect(reClick({ link: other, hasBought: true })).toMatchObject({
      moves: false,
      renews: false,
      keepsClickId: false,
      rule: 'customer_already_bought',
    });
  });

  test('of its own partner renews the claim and keeps the id', () => {
    const kept = { keepsClickId: true, rule: 'same_partner' };
    expect(reClick()).toMatchObject({ moves: true, ...kept });
    expect(reClick({ hasBought: true })).toMatchObject({ moves: false, renews: true, ...kept });
  });

  test('gives a partner to a customer without one', () => {
    expect(reClick({ current: nobody })).toMatchObject({ moves: true, rule: 'first_click' });
  });

  test('of a bot changes nothing', () => {
    for (const link of [other, { linkId: 111, partnerId: 1, enrollmentId: 11 }]) {
      const verdict = reClick({ link, isBot: true });
      expect(verdict).toMatchObject({ moves: false, renews: false, rule: 'bot_click' });
    }
  });

  test('takes the credit that a bot could not earn, and is no repeat of it', () => {
    const lastClickAt = addMs(NOW, -1);
    const verdict = reClick({ current: owned({ byBot: true }), lastClickAt });
    expect(verdict).toMatchObject({ moves: true, isRepeat: false });
  });

  test('is a repeat within the hour, on the same link', () => {
    const lastClickAt = addMs(NOW, 1 - HOUR_MS);
    expect(reClick({ lastClickAt }).isRepeat).toBe(true);
    expect(reClick({ lastClickAt: addMs(NOW, -HOUR_MS) }).isRepeat).toBe(false);
    const link = { linkId: 112, partnerId: 1, enrollmentId: 11 };
    expect(reClick({ lastClickAt, link }).isRepeat).toBe(false);
    expect(reClick({ lastClickAt, link: other }).isRepeat).toBe(false);
    expect(reClick({ lastClickAt: null }).isRepeat).toBe(false);
  });
});

describe('a visitor that turns out to be a known customer', () => {
  const later = owned({ partnerId: 2, attributedAt: NOW });
  const merge = (change: Partial<Parameters<typeof decideMerge>[0]> = {}) =>
    decideMerge({ known: owned(), knownHasBought: false, anonymous: later, ...change });

  test('brings the later click', () => {
    expect(merge()).toEqual({ takesOver: true, rule: 'last_click' });
    expect(merge({ known: later, anonymous: owned() }).takesOver).toBe(false);
    expect(merge({ known: later, anonymous: { ...later, partnerId: 3 } }).takesOver).toBe(false);
  });

  test('brings nothing after the first sale, from a bot, or without a click', () => {
    expect(merge({ knownHasBought: true }).rule).toBe('customer_already_bought');
    expect(merge({ anonymous: { ...later, byBot: true } }).rule).toBe('bot_click');
    expect(merge({ anonymous: nobody }).rule).toBe('no_click');
  });

  test('brings a partner to a customer without one, or with a bot for one', () => {
    expect(merge({ known: nobody }).takesOver).toBe(true);
    const bot = owned({ byBot: true, attributedAt: addMs(NOW, 1) });
    expect(merge({ known: bot }).takesOver).toBe(true);
  });
});
