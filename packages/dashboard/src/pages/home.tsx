// Owns where the dashboard begins: the program of the last visit, another, or the first steps.
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { queryOf } from '../api/queries.js';
import { recall } from '../platform/memory.js';
import { Failed, PageSkeleton } from '../ui/states.js';
import { unfinishedSteps } from './welcome/steps.js';

export function HomePage() {
  const { data, error, refetch } = useQuery(queryOf('listPrograms', {}));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <main className="p-6">
        <PageSkeleton />
      </main>
    );
  }
  const last = recall('program');
  const real = data.data.find(({ sample }) => sample === null);
  const program = data.data.find(({ id }) => String(id) === last) ?? real ?? data.data[0];
  if (!program) return <Navigate to="/welcome" replace />;
  const unfinished = unfinishedSteps();
  if (unfinished?.program === program.id)
    return <Navigate to="/welcome" search={unfinished} replace />;
  return <Navigate to="/programs/$programId" params={{ programId: String(program.id) }} replace />;
}
