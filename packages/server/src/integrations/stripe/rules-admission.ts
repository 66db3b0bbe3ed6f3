// Owns whether an event may change anything in a program, and how sure it is the right one. Pure.
import type { STRIPE_ROUTING, StripeEventReason } from '@affitor/contract';
import type { Content } from './facts.js';

export type RoutingReason = keyof typeof STRIPE_ROUTING;

/** What of a connection decides. */
export interface ConnectionTerms {
  readonly programId: number;
  readonly accountId: string;
  readonly livemode: boolean;
  readonly paymentMode: 'stripe' | 's2s' | 'manual';
}

export interface Delivered {
  readonly livemode: boolean;
  /** The account that a Connect endpoint names; null for an account's own endpoint. */
  readonly accountId: string | null;
  readonly content: Content;
}

/** How the program was found. The secret that verifies is behind each of them. */
export function routingOf(terms: ConnectionTerms, delivered: Delivered): RoutingReason {
  if (delivered.content.programId === String(terms.programId)) return 'metadata_program_id';
  return delivered.accountId === terms.accountId ? 'connected_account' : 'endpoint_secret';
}

/** Why an event changes nothing in this program; null when it may. */
export function refusalOf(terms: ConnectionTerms, delivered: Delivered): StripeEventReason | null {
  const { content, accountId, livemode } = delivered;
  const { facts, programId } = content;
  if (facts.kind === 'ignored') return facts.reason;
  // One endpoint of a platform delivers for all its accounts, with one secret.
  if (accountId !== null && accountId !== terms.accountId) return 'other_account';
  if (programId !== null && programId !== String(terms.programId)) return 'other_program';
  if (facts.kind === 'account') {
    return facts.accountId === terms.accountId ? null : 'other_account';
  }
  if (facts.kind === 'deauthorized') return null;
  if (livemode !== terms.livemode) return 'livemode_differs';
  // Payments are recorded by Stripe's events or by the brand's server, never by both.
  if (terms.paymentMode !== 'stripe') return 'payments_reported_by_server';
  if (!livemode && facts.kind !== 'payment') return 'test_mode';
  return null;
}
