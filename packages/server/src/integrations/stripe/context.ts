// Owns what applying an event works with: the program, its request, the clock.

import type { ErrorCode, StripeEventReason } from '@affitor/contract';
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

type Reason = StripeEventReason | ErrorCode;

export const applied = (reason: Reason, saleId: bigint | null = null): Verdict => ({
  outcome: 'applied',
  reason,
  saleId,
});

export const ignored = (reason: Reason, saleId: bigint | null = null): Verdict => ({
  outcome: 'ignored',
  reason,
  saleId,
});

export const unattributed = (reason: Reason): Verdict => ({
  outcome: 'unattributed',
  reason,
  saleId: null,
});

export const waiting = (reason: Reason): Verdict => ({ outcome: 'waiting', reason, saleId: null });
