// Owns the status of an integration: which of its steps have been seen to work.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import type { Tx } from '../platform/db/index.js';
import { hasActivePartner, listTestEventFacts, type TestEventFacts } from './store-events.js';

type TrackingStatus = z.input<typeof schemas.trackingStatus>;

/** How far a program's integration is: a step is complete once a test event of it arrived. */
export async function readTrackingStatus(
  tx: Tx,
  programId: number,
  now: Date,
): Promise<TrackingStatus> {
  const facts = await listTestEventFacts(tx, programId);
  const clicks = facts.find(({ kind }) => kind === 'click');
  const leads = facts.find(({ kind }) => kind === 'lead');
  return {
    programId: String(programId),
    stepStatuses: {
      pageview: clicks ? 'complete' : 'pending',
      referrals: leads ? 'complete' : 'pending',
      payments: 'pending',
    },
    statistics: {
      pageview: toStatistics(clicks),
      referrals: toStatistics(leads),
      // Stripe cannot be connected so far, and the step speaks of nothing else.
      payments: {
        stripeConnectionStatus: 'not_connected',
        isStripeConnected: false,
        stripeAccountId: null,
        chargesEnabled: false,
        payoutsEnabled: false,
        detailsSubmitted: false,
        connectionDate: null,
      },
    },
    hasPartners: await hasActivePartner(tx, programId),
    lastUpdated: now.toISOString(),
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
