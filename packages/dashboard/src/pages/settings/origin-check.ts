// Owns what people type as an origin: what they mean, or what is wrong with it. Pure.

/** An origin that can be added, or why it cannot. */
export type CheckedOrigin =
  | { origin: string; problem?: undefined }
  | { origin?: undefined; problem: string };

/**
 * Takes a pasted address for its origin when nothing but a slash follows, and otherwise says what
 * is too much.
 * @param isOrigin the contract's own rule
 */
export function checkOrigin(
  typed: string,
  known: readonly string[],
  isOrigin: (text: string) => boolean,
): CheckedOrigin {
  const text = typed.trim().toLowerCase().replace(/\/$/, '');
  if (text === '') return { problem: 'Type an origin such as https://shop.example.' };
  if (known.includes(text)) return { problem: 'This origin is in the list already.' };
  if (isOrigin(text)) return { origin: text };
  if (/^https?:\/\/[^/]+\//.test(text)) {
    return { problem: `Leave the path out: ${text.split('/').slice(0, 3).join('/')}` };
  }
  if (text.includes('*'))
    return { problem: 'A star may only stand at the beginning: *.shop.example' };
  return { problem: 'Type an origin such as https://shop.example, without path or spaces.' };
}
