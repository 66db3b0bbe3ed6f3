// Owns the nasty values: JSON that no honest client sends, as values and as whole texts.
import fc from 'fast-check';

/** A piece of JSON text that no JavaScript value stands for, such as 1e309. */
export class JsonText {
  constructor(readonly text: string) {}
}

const RAW_NUMBERS = [
  '1e309',
  '-1e309',
  '-0',
  '0',
  '-1',
  '0.1',
  '49.5',
  '1e2',
  '100.0',
  '1e-7',
  '2147483647',
  '2147483648',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999999999',
].map((text) => new JsonText(text));

const STRINGS = [
  '',
  ' ',
  '100',
  '0',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'true',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff tail',
  'pair \ud83d\ude00',
  '\u202eright to left',
  '\ufeff',
  'a'.repeat(512),
  'a'.repeat(513),
  'é'.repeat(512),
  'a'.repeat(5_000),
  '../../etc/passwd',
  "'; drop table sale; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '2026-02-30',
  '0000-01-01',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59Z',
  'https://',
  'https://shop.example/?aff=',
  'https://shop.example/?aff=%00',
  'https://shop.example/?aff=%ED%A0%80',
  'https://shop.example/?aff=%',
  'javascript:alert(1)',
  'http://[::1',
  'cust_1_1',
  `cust_1_${'9'.repeat(52)}`,
  `cust_999999999999999999_${'1'.repeat(52)}`,
  `cust_99999999999999999999_${'1'.repeat(52)}`,
  'ZZZ',
  'usd',
  '💶',
];

/** Values with a story, then arbitrary ones. */
export function nastyValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<unknown>(...STRINGS) },
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...RAW_NUMBERS) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], ['a', 'b']) },
    { weight: 1, arbitrary: fc.constant({ $gt: '' }) },
    { weight: 1, arbitrary: fc.constant(new JsonText('{"__proto__":{"test_mode":true}}')) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
}

/** Writes a value as JSON, with the texts that stand for themselves. */
export function toJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    const members = fields.map(([name, field]) => `${JSON.stringify(name)}:${toJson(field)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** A whole body; `encoding` says how the text becomes bytes, latin1 for bytes that are no UTF-8. */
export interface Body {
  text: string;
  encoding: 'utf8' | 'latin1';
}

const nested = (open: string, close: string, depth: number) =>
  open.repeat(depth) + close.repeat(depth);

const WHOLE_TEXTS = [
  '',
  ' ',
  '{',
  '}',
  '{"a":1',
  '{"a":1}}',
  'null',
  'true',
  '1e309',
  '""',
  '[]',
  '[{}]',
  'NaN',
  "{'a':1}",
  '{"a":1,}',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  '{"a":"\u0001"}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"transaction_id":"one","transaction_id":"two","amount_cents":1}',
  '{"amount_cents":100,"amount_cents":"100","transaction_id":"t"}',
  nested('[', ']', 60),
  nested('[', ']', 10_000),
  `{"additional_data":${nested('{"a":[', ']}', 5_000)}}`,
  '['.repeat(30_000),
  '{"a":'.repeat(2_000),
  `{"page_title":"${'a'.repeat(60_000)}"}`,
  `{"page_title":"${'a'.repeat(66_000)}"}`,
  `{"page_title":"${'é'.repeat(40_000)}"}`,
  `{"line_items":[${'1,'.repeat(10_000)}1]}`,
  `{"additional_data":{"a":"${'b'.repeat(5_000)}"}}`,
];

const WHOLE_BYTES = [
  '{"a":"\xff"}',
  '{"a":"\xc0\x80"}',
  '{"a":"\xed\xa0\x80"}',
  '{"transaction_id":"\xf8\x88\x80\x80\x80"}',
  '\xff\xfe{\0}\0',
  '\x1f\x8b\x08\0\0\0\0\0',
  '\0\0\0\0',
];

/** Bodies that are wrong, or strange, as a whole. */
export function nastyBody(): fc.Arbitrary<Body> {
  const texts: Body[] = WHOLE_TEXTS.map((text) => ({ text, encoding: 'utf8' }));
  const bytes: Body[] = WHOLE_BYTES.map((text) => ({ text, encoding: 'latin1' }));
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts, ...bytes) },
    {
      weight: 2,
      arbitrary: nastyValue().map((value): Body => ({ text: toJson(value), encoding: 'utf8' })),
    },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 200 })
        .map((octets): Body => ({ text: String.fromCharCode(...octets), encoding: 'latin1' })),
    },
  );
}
