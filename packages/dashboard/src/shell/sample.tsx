// Owns sample data: the band that says that nothing of it is real, switching it on and off.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../api/client.js';
import { queryOf, refresh, tellFailure } from '../api/queries.js';
import { remember } from '../platform/memory.js';
import { Button } from '../ui/button.js';
import { useMay, useProgram } from './session.js';

/** Only few ever see a sample, so the frame of every page does without its dialog. */
const Confirm = lazy(async () => ({ default: (await import('../ui/confirm.js')).Confirm }));

const LOOK_EVERY_MS = 1_000;

/** Makes the sample, or finds it, and opens it. */
export function useShowSample() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => callApi('createSampleProgram', {}),
    onSuccess: async ({ data }) => {
      await refresh(client, ['listPrograms']);
      await navigate({ to: '/programs/$programId', params: { programId: String(data.id) } });
    },
    onError: (error) => void tellFailure(error),
  });
}

/** Stands above every page of a sample, so that nobody takes its figures for real. */
export function SampleBand() {
  const program = useProgram();
  if (program.sample === null) return null;
  return <Band isFilling={program.sample === 'filling'} />;
}

/** What is gone afterwards, and what stays where nobody sees it. */
const REMOVAL =
  'The sample goes from the list of programs, with its partners, links, events, commissions and ' +
  'figures, for everybody in the workspace; its links stop working. As with any deleted program, ' +
  'its rows stay in the database, where no page, call or export shows them. You can make a new ' +
  'sample at any time.';

function Band({ isFilling }: { isFilling: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useRemoveSample();
  useFilled(isFilling);
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b bg-warn-soft px-4 py-2 text-warn sm:px-6"
    >
      <FlaskConical className="size-4 shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-1 basis-52">
        <span className="font-semibold">Sample data.</span>{' '}
        {isFilling ? 'Its six weeks are being made…' : 'Everything in this program is invented.'}
      </p>
      {useMay('program:delete') && (
        <Button size="small" onClick={() => setAsking(true)}>
          Remove sample data…
        </Button>
      )}
      {isAsking && (
        <Suspense>
          <Confirm
            title="Remove the sample data?"
            consequence={REMOVAL}
            deed="Remove the sample data"
            isBusy={remove.isPending}
            isOpen
            onClose={() => setAsking(false)}
            onConfirm={() => remove.mutate()}
          />
        </Suspense>
      )}
    </div>
  );
}

function useRemoveSample() {
  const { id } = useProgram();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => callApi('deleteProgram', { params: { id } }),
    onSuccess: async () => {
      remember('program', null);
      toast.success('The sample data is removed');
      await refresh(client, ['listPrograms']);
      await navigate({ to: '/' });
    },
    onError: (error) => void tellFailure(error),
  });
}

/** Asks until the history is there, and then for everything anew. */
function useFilled(isFilling: boolean): void {
  const { id } = useProgram();
  const client = useQueryClient();
  const { data } = useQuery({
    ...queryOf('readProgram', { params: { id } }),
    refetchInterval: isFilling ? LOOK_EVERY_MS : false,
  });
  const isFilled = data?.data.sample === 'filled';
  useEffect(() => {
    if (isFilled) void client.invalidateQueries();
  }, [client, isFilled]);
}
