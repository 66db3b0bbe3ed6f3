// Guards which pages may call: what is kept, what it matches, and that nothing else does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isOriginAllowed,
  normalizeOrigin,
  originCandidates,
  originsOfWebsite,
} from './rules-origins.js';

describe('what is kept', () => {
  test.each([
    ['https://Shop.Example', 'https://shop.example'],
    ['HTTPS://shop.example:443', 'https://shop.example'],
    ['http://shop.example:80', 'http://shop.example'],
    ['http://shop.example:443', 'http://shop.example:443'],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['*.München.example', '*.xn--mnchen-3ya.example'],
    ['https://*.shop.example:443', 'https://*.shop.example'],
    ['localhost', 'localhost'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1', '127.0.0.1'],
    ['*.localhost', '*.localhost'],
  ])('%s is kept as %s', (entry, kept) => {
    expect(normalizeOrigin(entry)).toBe(kept);
    expect(normalizeOrigin(kept)).toBe(kept);
  });

  test.each(
    [
      'https://shop.example/',
      'https://shop.example/path',
      'https://shop.example?x',
      'https://shop.example#x',
      'https://user@shop.example',
      'https://user:pw@shop.example',
      ' https://shop.example',
      'https://shop .example',
      'https://shop.*.example',
      'https://**.example',
      '*',
      'https://*',
      '*.com',
      '*.127.0.0.1',
      'shop.example:3000',
      'ftp://shop.example',
      'https://shop.example:99999',
      'https://shop.example.',
      'https://shop%2eexample',
      'https:\\\\shop.example',
      '',
    ].filter((entry) => entry !== 'null'),
  )('%j is refused', (entry) => {
    expect(normalizeOrigin(entry)).toBeNull();
  });
});

describe('what a kept entry matches', () => {
  test('localhost and 127.0.0.1 are different, and ports and schemes count', () => {
    expect(isOriginAllowed(['http://localhost:3000'], 'http://localhost:3000')).toBe(true);
    expect(isOriginAllowed(['http://localhost:3000'], 'http://127.0.0.1:3000')).toBe(false);
    expect(isOriginAllowed(['http://localhost:3000'], 'http://localhost:3001')).toBe(false);
    expect(isOriginAllowed(['http://localhost:3000'], 'https://localhost:3000')).toBe(false);
  });

  test('a bare host stands for every scheme and port of that host alone', () => {
    expect(isOriginAllowed(['localhost'], 'http://localhost:5173')).toBe(true);
    expect(isOriginAllowed(['localhost'], 'https://localhost')).toBe(true);
    expect(isOriginAllowed(['localhost'], 'http://127.0.0.1:5173')).toBe(false);
    expect(isOriginAllowed(['shop.example'], 'https://www.shop.example')).toBe(false);
  });

  test('a wildcard covers subdomains at any depth, never the domain itself or a look-alike', () => {
    const entries = ['https://*.shop.example'];
    expect(isOriginAllowed(entries, 'https://www.shop.example')).toBe(true);
    expect(isOriginAllowed(entries, 'https://a.b.shop.example')).toBe(true);
    expect(isOriginAllowed(entries, 'https://shop.example')).toBe(false);
    expect(isOriginAllowed(entries, 'https://evilshop.example')).toBe(false);
    expect(isOriginAllowed(entries, 'https://shop.example.evil.example')).toBe(false);
    expect(isOriginAllowed(entries, 'http://www.shop.example')).toBe(false);
  });

  test.each(['null', '', 'chrome-extension://abc', 'https://shop.example/', 'shop.example'])(
    'the header %j is no web origin, whatever is listed',
    (origin) => {
      expect(originCandidates(origin)).toEqual([]);
    },
  );
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'));
const port = fc.option(fc.integer({ min: 1024, max: 65_535 }), { nil: null });
const origin = fc
  .record({ scheme: fc.constantFrom('http', 'https'), host, port })
  .map((parts) => `${parts.scheme}://${parts.host}${parts.port === null ? '' : `:${parts.port}`}`);

describe('over all origins', () => {
  test('each candidate, when listed, allows the origin, and is kept as it is', () => {
    fc.assert(
      fc.property(origin, (own) => {
        for (const candidate of originCandidates(own)) {
          expect(isOriginAllowed([candidate], own)).toBe(true);
          if (/^(https?:\/\/)?\*\.[^.]+(:\d+)?$/.test(candidate)) continue;
          expect(normalizeOrigin(candidate)).toBe(candidate);
        }
      }),
    );
  });

  test('an exact origin allows itself and no other', () => {
    fc.assert(
      fc.property(origin, origin, (own, other) => {
        expect(isOriginAllowed([own], other)).toBe(own === other);
      }),
    );
  });

  test('any text is refused or kept in a form that stays the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), origin), (text) => {
        const kept = normalizeOrigin(text);
        if (kept === null) return;
        expect(kept.replace(/^https?:\/\//, '')).not.toMatch(/[\s/?#@]/);
        expect(normalizeOrigin(kept)).toBe(kept);
      }),
    );
  });

  test('a new program allows its website and the www twin', () => {
    expect(originsOfWebsite('https://Acme.example/pricing')).toEqual([
      'https://acme.example',
      'https://www.acme.example',
    ]);
    expect(originsOfWebsite('https://www.acme.example:8443')).toEqual([
      'https://www.acme.example:8443',
      'https://acme.example:8443',
    ]);
    expect(originsOfWebsite('http://localhost:3000')).toEqual(['http://localhost:3000']);
    expect(originsOfWebsite('http://127.0.0.1:3000')).toEqual(['http://127.0.0.1:3000']);
  });
});
