// Owns the small schemas that every other schema is built from: ids, text, money, dates, pages.
import { z } from 'zod';

/** The largest value of an `integer` column. */
export const ID_MAX = 2_147_483_647;

const MONEY_MAX_CENTS = Number.MAX_SAFE_INTEGER;
const PAGE_SIZE_MAX = 100;

/** PostgreSQL stores neither NUL nor half surrogate pairs, so they are refused at the door. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}

/** A trimmed, non-empty text of at most `lengthMax` characters. */
export function text(lengthMax: number) {
  return z
    .string()
    .refine(isStorableText, 'contains characters that cannot be stored')
    .trim()
    .min(1)
    .max(lengthMax);
}

/** A text to look for, exactly as it was written. */
export function searchText(lengthMax: number) {
  return z
    .string()
    .refine(isStorableText, 'contains characters that cannot be stored')
    .max(lengthMax);
}

/** An absolute http or https URL. */
export const webUrl = z
  .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
  .max(2048)
  .refine(isStorableText, 'contains characters that cannot be stored');

export const email = z.email().max(254).toLowerCase();

/** An id in a JSON body or answer; also the bound of every `integer` column. */
export const id = z.int().min(1).max(ID_MAX);

/** An id of a table that grows with traffic. */
export const eventId = z.int().min(1);

export const idParam = z.coerce.number().int().min(1).max(ID_MAX);

export const eventIdParam = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const programParams = z.object({ id: idParam.describe('Id of the program.') });

export const currency = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
  .describe('ISO 4217 code.')
  .meta({ examples: ['USD'] });

/** A positive amount in the smallest unit of its currency. */
export const amountCents = z
  .int()
  .min(1)
  .max(MONEY_MAX_CENTS)
  .describe('Amount in the smallest unit of the currency, for example 4900 for $49.00.')
  .meta({ examples: [4900] });

/** An amount that may be zero or, where money is owed back, negative. */
export const signedAmountCents = z
  .int()
  .describe('Amount in the smallest unit of the currency; negative when it is owed back.');

export const money = z
  .object({ amount_cents: signedAmountCents, currency })
  .meta({ id: 'Money', description: 'An amount of one currency. Amounts are never converted.' });

export const timestamp = z.iso
  .datetime({ offset: true })
  .describe('Moment in time, ISO 8601 in UTC.')
  .meta({ examples: ['2026-03-01T09:30:00.000Z'] });

/** Dates before 1970 are typing mistakes, and the year 0 does not exist for the database. */
export const EARLIEST_DATE = '1970-01-01';

/** A bound of a period as callers write it: a day, or a moment. */
export const periodBound = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .refine((value) => value >= EARLIEST_DATE, `must not be before ${EARLIEST_DATE}`)
  .describe('A day (`2026-03-01`, in the time zone of the program) or a moment, inclusive.');

export const storableMoment = z.iso
  .datetime({ offset: true })
  .refine((value) => value >= EARLIEST_DATE, `must not be before ${EARLIEST_DATE}`);

export const cursorQuery = z.object({
  cursor: searchText(512)
    .optional()
    .describe('`meta.next_cursor` of the previous page; left out for the first page.'),
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(50).describe('Rows per page.'),
});

/** The answer of a management call that returns one thing. */
export function dataOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: schema });
}

/** The answer of a management call that returns all of a short list. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: z.array(schema) });
}

/** The answer of a management call that returns one page of a long list. */
export function pageOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({
    data: z.array(schema),
    meta: z.object({
      next_cursor: z
        .string()
        .nullable()
        .describe('Pass it as `cursor` to get the next page; null on the last page.'),
    }),
  });
}

export const deleted = z.object({ id, deleted: z.literal(true) });
