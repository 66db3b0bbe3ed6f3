// Owns how a browser's own description is said in words. Pure.

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

/**
 * What a user agent most likely is; it is what a browser says of itself, and proves nothing.
 * @example deviceWords('… Windows NT 10.0 … Firefox/140.0').name // 'Firefox on Windows'
 */
export function deviceWords(userAgent: string | null): { name: string; isPhone: boolean } {
  const text = userAgent ?? '';
  const browser = BROWSERS.find(([pattern]) => pattern.test(text))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1];
  const isPhone = /iPhone|Android.*Mobile/.test(text);
  if (browser === undefined && system === undefined) return { name: 'A program', isPhone };
  return { name: [browser ?? 'A browser', system].filter(Boolean).join(' on '), isPhone };
}
