// Owns how entries of the audit log are said in words. Pure.

/** What an entry is about: `partner:7` → `Partner 7`. */
export function targetWords(target: string): string {
  const [kind = '', id = ''] = target.split(':');
  const words = kind.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${id}`.trim();
}

/** The details as pairs: `Fields: name, slug · Group id: 4`. What is not there is left out. */
export function detailWords(details: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${targetWords(name)}: ${valueWords(value)}`);
  return pairs.length === 0 ? '–' : pairs.join(' · ');
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => valueWords(one)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
