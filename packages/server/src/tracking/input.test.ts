// Owns the reading of fields: nothing that PostgreSQL cannot store passes, and nothing is guessed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../platform/http/errors.js';
import {
  cutText,
  isStorable,
  isTestMode,
  readAdditionalData,
  readBoolean,
  readIdentifier,
  readJson,
  readProgramId,
  readText,
  readTextList,
} from './input.js';

const anyText = fc.string({ unit: 'binary', maxLength: 600 });
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('an identifier', () => {
  test('passes unchanged or not at all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const code = codeOf(() => expect(readIdentifier({ id: text }, 'id')).toBe(text || null));
        if (code === 'accepted') expect(isStorable(text) && text.length <= 512).toBe(true);
        else expect(['field_too_long', 'field_text_unstorable']).toContain(code);
      }),
    );
  });

  test('is absent when it is missing, null or empty, and never of another type', () => {
    for (const value of [undefined, null, ''])
      expect(readIdentifier({ id: value }, 'id')).toBeNull();
    for (const value of [0, 1, true, {}, []]) {
      expect(codeOf(() => readIdentifier({ id: value }, 'id'))).toBe('field_not_a_string');
    }
  });
});

describe('a text that describes', () => {
  test('is always storable afterwards', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 600 }), (text, limit) => {
        const cut = cutText(text, limit);
        expect(isStorable(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('is refused beyond its limit', () => {
    expect(readText({ t: 'x'.repeat(512) }, 't')).toHaveLength(512);
    expect(codeOf(() => readText({ t: 'x'.repeat(513) }, 't'))).toBe('field_too_long');
  });
});

test('JSON is stored as it was given, or refused when a text in it cannot be', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      if (value === null) return;
      const code = codeOf(() => {
        const text = readJson({ v: value }, 'v', 4096) as string;
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        const strings: string[] = [];
        JSON.parse(text, (key, item) => {
          strings.push(key);
          if (typeof item === 'string') strings.push(item);
          return item;
        });
        expect(strings.every(isStorable)).toBe(true);
      });
      expect(['accepted', 'field_text_unstorable', 'field_too_large']).toContain(code);
    }),
  );
});

test('an escaped backslash before "u0000" is no NUL', () => {
  expect(readJson({ v: 'C:\\u0000' }, 'v', 100)).toBe('"C:\\\\u0000"');
});

test('the limit of JSON counts bytes, not characters', () => {
  expect(codeOf(() => readJson({ v: 'é'.repeat(50) }, 'v', 102))).toBe('accepted');
  expect(codeOf(() => readJson({ v: 'é'.repeat(50) }, 'v', 101))).toBe('field_too_large');
});

test('only the JSON value true asks for test mode', () => {
  expect(isTestMode({ additional_data: { test_mode: true } })).toBe(true);
  for (const value of ['true', 1, {}, [true], null, undefined]) {
    expect(isTestMode({ additional_data: { test_mode: value } })).toBe(false);
  }
  for (const value of [null, undefined, 'x', 1, []]) {
    expect(isTestMode({ additional_data: value })).toBe(false);
  }
});

test('a program id is a positive number of 31 bits, also as text', () => {
  for (const value of [1, '1', 2_147_483_647]) expect(readProgramId(value)).toBe(Number(value));
  for (const value of [
    0,
    -1,
    1.5,
    2_147_483_648,
    '0x1',
    '1.0',
    ' 1',
    '',
    'x',
    true,
    null,
    [1],
    {},
  ]) {
    expect(readProgramId(value)).toBeNull();
  }
});

test('yes and no, objects and lists are taken by their own types only', () => {
  expect(readBoolean({ b: false }, 'b')).toBe(false);
  expect(codeOf(() => readBoolean({ b: 'true' }, 'b'))).toBe('field_not_a_boolean');
  expect(codeOf(() => readAdditionalData({ additional_data: [] }))).toBe('field_not_an_object');
  expect(codeOf(() => readTextList({ l: ['a', 1] }, 'l', 3))).toBe('field_not_a_string_list');
  expect(readTextList({ l: ['a', 'b', 'c', 'd'] }, 'l', 3)).toEqual(['b', 'c', 'd']);
});
