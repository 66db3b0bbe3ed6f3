// Owns where the program's id comes from.
import { isBrowser } from './environment.js';

declare global {
  interface Window {
    AFFITOR_PROGRAM_ID?: number | string;
  }
}

const ATTRIBUTES = ['data-affitor-program-id', 'data-affitor-program'] as const;

/** The first given of: the option, a script tag's attribute, the global. Null if it is no number. */
export function resolveProgramId(option: unknown): number | null {
  const given = isGiven(option) ? option : isBrowser() ? readFromPage() : null;
  const id = Number.parseInt(String(given), 10);
  return Number.isNaN(id) ? null : id;
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

function readFromPage(): unknown {
  const script = document.querySelector(ATTRIBUTES.map((name) => `script[${name}]`).join());
  for (const name of ATTRIBUTES) {
    const value = script?.getAttribute(name);
    if (value) return value;
  }
  return window.AFFITOR_PROGRAM_ID;
}
