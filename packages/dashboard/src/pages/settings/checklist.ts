// Owns which sections of the settings are done: each by what is there, never by a tick of somebody.
import { useQuery } from '@tanstack/react-query';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';

/** Sections that can be finished; the others are choices that are always made. */
export type StepId =
  | 'profile'
  | 'branding'
  | 'origins'
  | 'tracking'
  | 'leads'
  | 'payments'
  | 'share';

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

/** The marks; undefined until everything that decides them has come. */
export function useSteps(): Record<StepId, boolean> | undefined {
  const program = useProgram();
  const params = { id: program.id };
  const status = useQuery(queryOf('readTrackingStatus', { params: { programId: program.id } }));
  const summary = useQuery(queryOf('readPartnerSummary', { params, query: {} }));
  const testData = useQuery(queryOf('readTestData', { params }));
  if (!status.data || !summary.data || !testData.data) return undefined;
  return stepsOf({
    program,
    status: status.data.data,
    total: summary.data.data.total,
    testSales: testData.data.data.sales,
  });
}
