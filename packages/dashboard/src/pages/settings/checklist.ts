// Owns reading what the marks of the settings are decided by.
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { type StepId, stepsOf } from './setup-steps.js';

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
