// Owns what a program's name, key and logo become: slug, masked form and address. Pure.

export const PROGRAM_KEY_PREFIX = 'aff_';

const MASK_START_LENGTH = 8;
const MASK_END_LENGTH = 4;
const SLUG_LENGTH_MAX = 63;
const SLUG_LENGTH_MIN = 2;
/** Room for a number or random letters behind a slug that is taken. */
const SLUG_BASE_LENGTH_MAX = SLUG_LENGTH_MAX - 10;
const SLUG_FALLBACK = 'program';
const NUMBERED_SLUGS_MAX = 9;

/**
 * The form of a program key that may be shown again.
 * @example maskProgramKey('aff_1a2b3c4dXXXX9z8y') // 'aff_1a2b3c4d****9z8y'
 */
export function maskProgramKey(key: string): string {
  const start = key.slice(0, PROGRAM_KEY_PREFIX.length + MASK_START_LENGTH);
  return `${start}****${key.slice(-MASK_END_LENGTH)}`;
}

/**
 * A slug made of a name: lower-case ASCII letters and digits, joined by single hyphens.
 * @example slugOfName('Café Münster & Co.') // 'cafe-munster-co'
 */
export function slugOfName(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, SLUG_BASE_LENGTH_MAX)
    .replace(/-$/, '');
  return slug.length >= SLUG_LENGTH_MIN ? slug : SLUG_FALLBACK;
}

/** The slugs to try for a new program, in their order; the last is practically never taken. */
export function slugCandidates(name: string, suffix: string): string[] {
  const base = slugOfName(name);
  const numbered: string[] = [];
  for (let number = 2; number <= NUMBERED_SLUGS_MAX; number += 1) {
    numbered.push(`${base}-${number}`);
  }
  return [base, ...numbered, `${base}-${suffix.toLowerCase()}`];
}

/**
 * Where a logo is loaded from. One of ours is kept as a path, because the service may move to
 * another address; one that is hosted elsewhere has an address of its own.
 */
export function logoUrlOf(kept: string | null, publicUrl: string): string | null {
  return kept?.startsWith('/') ? publicUrl + kept : kept;
}
