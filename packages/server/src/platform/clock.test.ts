// Owns the promises of the calendar: months of any length, and days of any time zone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, fromUnixMs, localDay } from './clock.js';

describe('some months later', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-10-31', 1, '2026-11-30'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-03-31', 0, '2026-03-31'],
    ['2026-03-31', 1200, '2126-03-31'],
  ])('%s and %i months is %s', (from, months, to) => {
    const time = 'T23:59:59.999Z';
    expect(addMonths(new Date(from + time), months).toISOString()).toBe(to + time);
  });

  test('is never earlier, and leaves the moment that it was given alone', () => {
    const moments = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 600 }), (moment, months) => {
        const before = moment.getTime();
        const later = addMonths(moment, months);
        expect(later > moment).toBe(true);
        expect(moment.getTime()).toBe(before);
        expect(later.getUTCDate()).toBeLessThanOrEqual(moment.getUTCDate());
      }),
    );
  });
});

test('some days later is in absolute time, whatever clocks are changed between', () => {
  const before = new Date('2026-03-28T12:00:00Z');
  expect(addDays(before, 2).getTime() - before.getTime()).toBe(2 * 86_400_000);
});

describe('the local day', () => {
  test.each([
    ['2026-03-01T23:30:00Z', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-01T23:30:00Z', 'UTC', '2026-03-01'],
    ['2026-03-01T07:59:00Z', 'America/Los_Angeles', '2026-02-28'],
    ['2026-01-01T10:30:00Z', 'Pacific/Kiritimati', '2026-01-02'],
    ['2026-01-01T18:20:00Z', 'Asia/Kathmandu', '2026-01-02'],
    // Summer time begins in Berlin at 01:00 UTC on March 29 and ends at 01:00 UTC on October 25.
    ['2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T22:59:59Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26'],
  ])('of %s in %s is %s', (moment, timeZone, day) => {
    expect(localDay(new Date(moment), timeZone)).toBe(day);
  });

  test('is the same, whatever was asked for before', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
    const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 4e12 }), zones), { maxLength: 20 });
    fc.assert(
      fc.property(asked, (questions) => {
        for (const [unixMs, timeZone] of questions) {
          const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
          expect(localDay(fromUnixMs(unixMs), timeZone)).toBe(format.format(unixMs));
        }
      }),
    );
  });
});
