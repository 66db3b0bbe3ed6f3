// Owns the status of an integration: which of its steps have been seen to work.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import type { Tx } from '../platform/db/index.js';
import { hasActivePartner, listTestEventFacts, type TestEventFacts } from './store-events.js';
import { findStripeFacts, type StripeFacts } from './store-stripe.js';

type TrackingStatus = z.input<typeof schemas.trackingStatus>;

/** How far a program's integration is: a step is complete once a test event of it arrived. */
export async function readTrackingStatus(
  tx: Tx,
  programId: number,
  now: Date,
): Promise<TrackingStatus> {
  const facts = await listTestEventFacts(tx, programId);
  const clicks = facts.find(({ kind }) => kind === 'click');
  const payments = toPayments(await findStripeFacts(tx, programId));
  const leads = facts.find(({ kind }) => kind === 'lead');
  return {
    programId: String(programId),
    stepStatuses: {
      pageview: clicks ? 'complete' : 'pending',
      referrals: leads ? 'complete' : 'pending',
      payments: payments.isStripeConnected ? 'complete' : 'pending',
    },
    statistics: {
      pageview: toStatistics(clicks),
      referrals: toStatistics(leads),
      payments,
    },
    hasPartners: await hasActivePartner(tx, programId),
    lastUpdated: now.toISOString(),
  };
}

/** "Connected" is only said where something would be recorded. */
function statusOf(stripe: StripeFacts | null) {
  if (!stripe) return 'not_connected';
  if (!stripe.isLinked) return 'disconnected';
  return stripe.isRecording ? 'connected' : 'not_recording';
}

function toPayments(stripe: StripeFacts | null) {
  const status = statusOf(stripe);
  return {
    stripeConnectionStatus: status,
    isStripeConnected: status === 'connected',
    stripeAccountId: stripe?.accountId ?? null,
    chargesEnabled: stripe?.chargesEnabled ?? false,
    payoutsEnabled: stripe?.payoutsEnabled ?? false,
    detailsSubmitted: stripe?.detailsSubmitted ?? false,
    connectionDate: stripe?.connectedAt.toISOString() ?? null,
  };
}

function toStatistics(facts: TestEventFacts | undefined) {
  if (!facts) return { testEventCount: 0, hasTestEvents: false, latestTestEvent: null };
  const timestamp = facts.latestAt.toISOString();
  return {
    testEventCount: facts.count,
    hasTestEvents: true,
    latestTestEvent: { id: Number(facts.latestId), timestamp, createdAt: timestamp },
  };
}
