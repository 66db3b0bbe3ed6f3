// Owns what the facts about a program mean: five gates, the first that blocks, one state. Pure.
import { READINESS_GATES, type ReadinessGate, type schemas } from '@affitor/contract';
import type { z } from 'zod';

export type ReadinessAnswer = z.input<typeof schemas.programReadiness>;
type Gates = ReadinessAnswer['gates'];
export type ChainVerdict = z.output<typeof schemas.chainResult>['verdict'];

/** What a look at the site found. */
export type SiteFinding = 'installed' | 'missing' | 'other_program' | 'unreachable' | 'not_public';

export interface EventFacts {
  readonly lastAt: Date | null;
  readonly count24h: number;
}

export interface ReadinessFacts {
  readonly programId: number;
  /** The settings that the profile gate asks for; null where they are empty. */
  readonly profile: Readonly<Record<string, string | null>>;
  readonly hasSalePolicy: boolean;
  readonly paymentMode: 'stripe' | 's2s' | 'manual';
  /** The Stripe account that delivers its events; null when none does. */
  readonly stripe: { readonly livemode: boolean; readonly chargesEnabled: boolean } | null;
  readonly keyRotatedAt: Date | null;
  readonly clicks: EventFacts;
  readonly leads: EventFacts;
  readonly sales: EventFacts;
  /** The verdict of the last synthetic chain. */
  readonly lastChain: ChainVerdict | null;
}

/** What is known of the site; null when nobody has looked yet. */
export interface SiteFacts {
  readonly finding: SiteFinding;
  readonly checkedAt: Date;
}

const POLL_SECONDS = 5;
const STRIPE_ENDPOINT = '/api/v1/cli/stripe-connect';

const SITE_VERDICTS = {
  installed: { status: 'pass', detail: 'tracker_installed' },
  missing: { status: 'fail', detail: 'tracker_not_found' },
  other_program: { status: 'fail', detail: 'tracker_of_other_program' },
  // What could not be read proves nothing.
  unreachable: { status: 'unknown', detail: 'site_unreachable' },
  not_public: { status: 'unknown', detail: 'site_not_public' },
} as const satisfies Record<SiteFinding, Pick<Gates['tracking'], 'status' | 'detail'>>;

/** Whether anything real ever arrived, which proves the tracking without a look at the site. */
export function hasRealEvents({ clicks, leads, sales }: ReadinessFacts): boolean {
  return [clicks, leads, sales].some(({ lastAt }) => lastAt !== null);
}

/** How far a program's integration is. */
export function judgeReadiness(
  facts: ReadinessFacts,
  site: SiteFacts | null,
  now: Date,
): ReadinessAnswer {
  const gates: Gates = {
    profile: judgeProfile(facts),
    economics: facts.hasSalePolicy
      ? { status: 'pass' }
      : { status: 'fail', next_action: 'set_commission_policy' },
    payout: judgePayout(facts),
    tracking: judgeTracking(facts, site, now),
    live: judgeLive(facts),
  };
  const blocker = READINESS_GATES.find((name) => gates[name].status !== 'pass') ?? null;
  return {
    program_id: facts.programId,
    state: stateOf(blocker, gates, hasRealEvents(facts)),
    integration_verified: blocker === null,
    blocker,
    gates,
    last_event_at: {
      click: timeOf(facts.clicks.lastAt),
      lead: timeOf(facts.leads.lastAt),
      sale: timeOf(facts.sales.lastAt),
    },
    counts_24h: {
      clicks: facts.clicks.count24h,
      leads: facts.leads.count24h,
      sales: facts.sales.count24h,
    },
    key_rotated_at: timeOf(facts.keyRotatedAt),
    poll: { retry_after_seconds: POLL_SECONDS },
  };
}

function judgeProfile({ profile }: ReadinessFacts): Gates['profile'] {
  const missing = Object.keys(profile).filter((name) => profile[name] === null);
  if (missing.length === 0) return { status: 'pass' };
  return { status: 'fail', next_action: 'complete_program_profile', missing };
}

/** Under `stripe` its live payments must arrive; the other modes need nothing set up. */
function judgePayout({ paymentMode: mode, stripe }: ReadinessFacts): Gates['payout'] {
  const detail = mode === 'stripe' ? missingOfStripe(stripe) : null;
  if (detail === null) return { status: 'pass', mode };
  const next = { next_action: 'surface_stripe_connect_url', endpoint: STRIPE_ENDPOINT } as const;
  return { status: 'fail', mode, ...next, detail };
}

function missingOfStripe(stripe: ReadinessFacts['stripe']): Gates['payout']['detail'] | null {
  if (stripe === null) return 'stripe_not_connected';
  if (!stripe.livemode) return 'stripe_test_mode';
  return stripe.chargesEnabled ? null : 'stripe_charges_disabled';
}

function judgeTracking(
  facts: ReadinessFacts,
  site: SiteFacts | null,
  now: Date,
): Gates['tracking'] {
  if (hasRealEvents(facts)) {
    return { status: 'pass', detail: 'receiving_events', checked_at: now.toISOString() };
  }
  const verdict = site
    ? SITE_VERDICTS[site.finding]
    : ({ status: 'unknown', detail: 'not_checked' } as const);
  const checked_at = timeOf(site?.checkedAt ?? null);
  if (verdict.status === 'pass') return { ...verdict, checked_at };
  return { ...verdict, next_action: 'install_tracker_or_send_events', checked_at };
}

function judgeLive(facts: ReadinessFacts): Gates['live'] {
  const { lastChain: test_chain } = facts;
  const isProven = test_chain !== null && Object.values(test_chain).every(isAttributed);
  if (isProven || hasRealEvents(facts)) return { status: 'pass', test_chain };
  return { status: 'fail', next_action: 'run_synthetic_sale_chain', test_chain };
}

const isAttributed = (verdict: string) => verdict === 'attributed';

function stateOf(
  blocker: ReadinessGate | null,
  gates: Gates,
  isLive: boolean,
): ReadinessAnswer['state'] {
  if (blocker === null) return isLive ? 'live_verified' : 'integration_verified';
  if (gates.profile.status !== 'pass') return 'draft';
  return blocker === 'live' ? 'ready' : 'configuring';
}

function timeOf(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
