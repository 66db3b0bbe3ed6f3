// Owns the first steps of a new owner: their order, and where somebody who left goes on.
import { recall, remember } from '../../platform/memory.js';

export const STEPS = ['program', 'terms', 'integrate'] as const;

export type Step = (typeof STEPS)[number];

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  program: 'Program',
  terms: 'Terms',
  integrate: 'Who integrates',
};

interface Place {
  step: Step;
  program: number;
}

/** Where the first steps were left; null when they are over or never began. */
export function unfinishedSteps(): Place | null {
  const [step, program] = recall('welcome')?.split(' ') ?? [];
  const known = STEPS.find((one) => one === step);
  return known && Number(program) > 0 ? { step: known, program: Number(program) } : null;
}

/** Remembers where somebody is; null ends the first steps. */
export function rememberSteps(place: Place | null): void {
  remember('welcome', place === null ? null : `${place.step} ${place.program}`);
}
