// Owns addresses of links: a page with the partner's code and what a campaign is called. Pure.

/** The names that analytics tools read from an address. */
export const UTM_FIELDS = [
  { name: 'utm_source', label: 'Source', example: 'newsletter' },
  { name: 'utm_medium', label: 'Medium', example: 'email' },
  { name: 'utm_campaign', label: 'Campaign', example: 'spring' },
] as const;

export type UtmName = (typeof UTM_FIELDS)[number]['name'];

/** The parameter that tracking reads. */
const CODE_PARAMETER = 'aff';

/** The page as an address; null for a text that is none. */
export function readPage(text: string): URL | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  return new URL(trimmed);
}

/**
 * The address to share. Other parameters of the page stay, and so does its fragment; a code that
 * the page had already is replaced, because the first of two would count.
 * @example linkAddress(new URL('https://a.example/x?y=1'), 'ana') // 'https://a.example/x?y=1&aff=ana'
 */
export function linkAddress(
  page: URL,
  code: string,
  utm: Readonly<Partial<Record<UtmName, string>>> = {},
): string {
  const url = new URL(page);
  url.searchParams.delete(CODE_PARAMETER);
  for (const { name } of UTM_FIELDS) {
    const value = utm[name]?.trim() ?? '';
    if (value !== '') url.searchParams.set(name, value);
  }
  url.searchParams.append(CODE_PARAMETER, code);
  return url.toString();
}
