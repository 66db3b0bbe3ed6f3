// Owns where the program's id comes from.
import { logError } from './console.js';
import { isBrowser } from './environment.js';

declare global {
  interface Window {
    AFFITOR_PROGRAM_ID?: number | string;
  }
}

/**
 * The first given of: the option, a script tag's attribute, the global. Null, said aloud, if it is
 * no number; on a server only the option counts, and silently.
 */
export function resolveProgramId(option: number | string | null | undefined): number | null {
  const id = parseInt(String(option || (isBrowser() && readFromPage())), 10) || null;
  if (!id && isBrowser()) {
    logError('Affitor program ID not found — set it via init({ programId }).');
  }
  return id;
}

function readFromPage(): number | string | undefined {
  for (const { dataset } of document.scripts) {
    const id = dataset.affitorProgramId || dataset.affitorProgram;
    if (id) return id;
  }
  return window.AFFITOR_PROGRAM_ID;
}
