// Owns how places of visits are written: what a source, a country or a landing page is called.
import { LOCALE } from '../../format/money.js';
import type { VisitFilter } from './search.js';

/** Stands for visits that did not say, in addresses and calls. */
export const UNKNOWN_VISIT = '~unknown';

export const VISIT_WORDS: Readonly<Record<VisitFilter, { label: string; unknown: string }>> = {
  source: { label: 'Source', unknown: 'Direct or unknown' },
  country: { label: 'Country', unknown: 'Unknown' },
  landing_page: { label: 'Landing page', unknown: 'Unknown' },
};

/** A value of a list as people read it: countries by their names. */
export function placeWords(name: VisitFilter, value: string): string {
  if (value === UNKNOWN_VISIT) return VISIT_WORDS[name].unknown;
  return name === 'country' ? countryName(value) : value;
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames([LOCALE], { type: 'region' }).of(code) ?? code;
}
