// Owns which steps of the set-up are done, decided by what is there and by nobody’s tick. Pure.
import type { Answer } from '../../api/client.js';

/** Sections that can be finished; the others are choices that are always made. */
const STEP_IDS = [
  'profile',
  'branding',
  'origins',
  'tracking',
  'leads',
  'payments',
  'share',
] as const;

export type StepId = (typeof STEP_IDS)[number];

/** Whether a section can be finished. */
export function isStep(id: string): id is StepId {
  return STEP_IDS.some((step) => step === id);
}

/** What the marks are decided by. */
interface SetupFacts {
  program: Pick<
    Answer<'readProgram'>['data'],
    'category' | 'short_description' | 'tagline' | 'logo_url' | 'allowed_origins'
  >;
  status: Pick<Answer<'readTrackingStatus'>['data'], 'stepStatuses' | 'hasPartners'>;
  total: Pick<
    Answer<'readPartnerSummary'>['data']['total'],
    'clicks' | 'signups' | 'paid_customers'
  >;
  testSales: number;
}

/** A test event counts as well as a real one: both prove that the code is in place. */
export function stepsOf({ program, status, total, testSales }: SetupFacts) {
  const { stepStatuses } = status;
  return {
    profile: [program.category, program.tagline, program.short_description].every(Boolean),
    branding: program.logo_url !== null,
    origins: program.allowed_origins.length > 0,
    tracking: stepStatuses.pageview === 'complete' || total.clicks > 0,
    leads: stepStatuses.referrals === 'complete' || total.signups > 0,
    payments: testSales > 0 || total.paid_customers > 0,
    share: status.hasPartners,
  } satisfies Record<StepId, boolean>;
}
