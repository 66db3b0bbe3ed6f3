// Owns what is made of a user agent: bots both ways.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeVisitor, isSpeculative } from './visitor.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/131.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ' +
  '(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

describe('a user agent', () => {
  test.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0',
    'AdsBot-Google (+http://www.google.com/adsbot.html)',
  ])('of a bot is recognised: %s', (userAgent) => {
    expect(describeVisitor(userAgent).isBot).toBe(true);
  });

  test.each([
    CHROME,
    IPHONE,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0',
  ])('of a person is none: %s', (userAgent) => {
    expect(describeVisitor(userAgent).isBot).toBe(false);
  });

  test.each(['curl/8.5.0', 'node', 'undici', 'axios/1.7.2', 'python-requests/2.32', 'okhttp/4.12'])(
    'of an HTTP library says nothing of the visitor: %s',
    (userAgent) => {
      expect(describeVisitor(userAgent)).toEqual(describeVisitor(null));
      expect(describeVisitor(userAgent).isBot).toBe(false);
    },
  );

  test('names device, system and browser', () => {
    expect(describeVisitor(CHROME)).toMatchObject({ deviceType: 'desktop', browserName: 'Chrome' });
    expect(describeVisitor(IPHONE)).toMatchObject({ deviceType: 'mobile', deviceOs: 'iOS' });
  });

  test('of any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 512 }), (userAgent) => {
        expect(typeof describeVisitor(userAgent).isBot).toBe('boolean');
      }),
    );
  });
});

test('a page that was fetched ahead is told apart from one that is looked at', () => {
  expect(isSpeculative({ 'sec-purpose': 'prefetch;prerender' })).toBe(true);
  expect(isSpeculative({ purpose: 'prefetch' })).toBe(true);
  expect(isSpeculative({ 'x-purpose': 'preview' })).toBe(true);
  expect(isSpeculative({ purpose: 'navigation' })).toBe(false);
  expect(isSpeculative({})).toBe(false);
});
