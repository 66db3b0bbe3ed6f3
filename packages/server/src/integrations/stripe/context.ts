// Owns what applying an event works with: the program, its request, the clock.
import type { ProgramKeyOwner } from '../../programs/index.js';
import type { Channel } from '../../tracking/index.js';
import type { Verdict } from './store-events.js';

/** One program, one request, one transaction. */
export interface Applying extends Channel {
  readonly owner: ProgramKeyOwner;
  readonly programId: number;
  readonly livemode: boolean;
  readonly requestId: string;
  readonly now: Date;
}

export const applied = (reason: string, saleId: bigint | null = null): Verdict => ({
  outcome: 'applied',
  reason,
  saleId,
});

export const ignored = (reason: string, saleId: bigint | null = null): Verdict => ({
  outcome: 'ignored',
  reason,
  saleId,
});

export const unattributed = (reason: string): Verdict => ({
  outcome: 'unattributed',
  reason,
  saleId: null,
});

export const waiting = (reason: string): Verdict => ({ outcome: 'waiting', reason, saleId: null });
