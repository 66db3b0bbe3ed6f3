// Owns reading fields of tracking bodies: types, limits, and text that PostgreSQL can store.
import { TRACKING_LIMITS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';

export type Body = Record<string, unknown>;

/** NUL and halves of surrogate pairs cannot be stored as text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The same text with what cannot be stored replaced; for texts that only describe. */
function toStorable(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function readString(body: Body, field: string): string | null {
  const value = body[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new AppError('field_not_a_string', { params: { field } });
  return value;
}

function requireLength(text: string, field: string, limit: number): void {
  if (text.length > limit) {
    throw new AppError('field_too_long', { params: { field, limit: String(limit) } });
  }
}

/** An identifier: absent, or short and storable. It is never cut, since two could become one. */
export function readIdentifier(body: Body, field: string): string | null {
  const text = readString(body, field);
  if (text !== null) requireIdentifier(text, field);
  return text;
}

/** Checks a text that is used as an identifier. */
export function requireIdentifier(text: string, field: string): void {
  requireLength(text, field, TRACKING_LIMITS.textCharacters);
  if (!isStorable(text)) throw new AppError('field_text_unstorable', { params: { field } });
}

/** A text that describes; refused when too long. */
export function readText(
  body: Body,
  field: string,
  limit: number = TRACKING_LIMITS.textCharacters,
): string | null {
  const text = readString(body, field);
  if (text === null) return null;
  requireLength(text, field, limit);
  return toStorable(text);
}

/** A text that describes and may arrive in any length (titles, referrers); cut. */
export function readCutText(body: Body, field: string, limit: number): string | null {
  const text = readString(body, field);
  return text === null ? null : cutText(text, limit);
}

/** Cuts a text that describes to its limit. */
export function cutText(text: string, limit: number): string {
  return toStorable(text.length > limit ? text.slice(0, limit) : text);
}

/** A yes/no field; null when absent. */
export function readBoolean(body: Body, field: string): boolean | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw new AppError('field_not_a_boolean', { params: { field } });
  return value;
}

/** The `additional_data` of a call: an object of bounded size, or null. */
export function readAdditionalData(body: Body): Body | null {
  const value = body.additional_data;
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new AppError('field_not_an_object', { params: { field: 'additional_data' } });
  }
  readJson(body, 'additional_data', TRACKING_LIMITS.additionalDataBytes);
  return value as Body;
}

/** Any JSON value as the text that will be stored; refused when too large or not storable. */
export function readJson(body: Body, field: string, limitBytes: number): string | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > limitBytes) {
    throw new AppError('field_too_large', { params: { field, limit: String(limitBytes) } });
  }
  // JSON.stringify escapes exactly the characters that cannot be stored.
  if (/\\u(?:0000|d[89a-f])/i.test(text) && !isStorableJson(value)) {
    throw new AppError('field_text_unstorable', { params: { field } });
  }
  return text;
}

function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => isStorable(key) && isStorableJson(item));
}

/** A list of texts, such as earlier click ids; at most the newest `countMax` are kept. */
export function readTextList(body: Body, field: string, countMax: number): string[] | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw new AppError('field_not_a_string_list', { params: { field } });
  }
  const newest = value.slice(-countMax) as string[];
  for (const item of newest) requireLength(item, field, TRACKING_LIMITS.textCharacters);
  return newest.map(toStorable);
}

/** Whether the call asks for test mode: the JSON value true and nothing like it. */
export function isTestMode(body: Body): boolean {
  const data = body.additional_data;
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { test_mode?: unknown }).test_mode === true
  );
}

const PROGRAM_ID_MAX = 2_147_483_647;

/** A program id as a number or numeric text; null for anything else. */
export function readProgramId(value: unknown): number | null {
  const id =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{1,10}$/.test(value)
        ? Number(value)
        : null;
  return id !== null && Number.isInteger(id) && id > 0 && id <= PROGRAM_ID_MAX ? id : null;
}
