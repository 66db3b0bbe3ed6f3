// Owns the way of a new owner through the first steps, which can be left and taken up again.
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { useMay } from '../../shell/session.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { IntegrateStep } from './integrate-step.js';
import { ProgramStep } from './program-step.js';
import { rememberSteps, type Step } from './steps.js';
import { TermsStep } from './terms-step.js';

export function WelcomePage() {
  const { step = 'terms', program } = useSearch({ from: '/signed-in/welcome' });
  const navigate = useNavigate({ from: '/welcome' });
  const mayCreate = useMay('program:create');
  // The key is shown once: it lives as long as this page does.
  const [apiKey, setApiKey] = useState<string | null>(null);
  if (!mayCreate) return <Navigate to="/new-program" replace />;
  if (program === undefined) {
    return (
      <ProgramStep
        onDone={(created) => {
          setApiKey(created.api_token);
          void navigate({ search: { step: 'terms', program: created.id } });
        }}
      />
    );
  }
  return <LaterSteps step={step} programId={program} apiKey={apiKey} />;
}

function LaterSteps(props: { step: Step; programId: number; apiKey: string | null }) {
  const { step, programId, apiKey } = props;
  const navigate = useNavigate({ from: '/welcome' });
  const { data, error, refetch } = useQuery(queryOf('readProgram', { params: { id: programId } }));
  useEffect(() => rememberSteps({ step, program: programId }), [step, programId]);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <main className="p-6">
        <PageSkeleton />
      </main>
    );
  }
  if (step !== 'integrate') {
    return (
      <TermsStep
        program={data.data}
        onDone={() => void navigate({ search: { step: 'integrate', program: programId } })}
      />
    );
  }
  const leave = (to: 'overview' | 'tracking') => {
    rememberSteps(null);
    const params = { programId: String(programId) };
    if (to === 'overview') void navigate({ to: '/programs/$programId', params });
    else {
      const settings = '/programs/$programId/settings/{-$section}';
      void navigate({ to: settings, params: { ...params, section: 'tracking' } });
    }
  };
  return <IntegrateStep program={data.data} apiKey={apiKey} onDone={leave} />;
}
