// Owns approving a command line: what asks, for which workspace, yes or no.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Check, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type Answer, callApi } from '../api/client.js';
import { tellFailure } from '../api/queries.js';
import { chosenWorkspace } from '../api/workspace.js';
import { formatExactly, formatMoment } from '../format/moments.js';
import { Button, buttonLook } from '../ui/button.js';
import { Field, Select } from '../ui/fields.js';
import { Failed, PageSkeleton } from '../ui/states.js';
import { Fact, Facts } from '../ui/surface.js';
import { AccountFrame } from './frame.js';

type Preview = Answer<'previewCliLogin'>['data'];
type Decision = 'approve' | 'deny';

const TITLE = 'Sign in a command line';

export function CliApprovalPage() {
  const { request = '' } = useSearch({ from: '/signed-in/cli/approve' });
  const preview = useQuery({
    queryKey: ['previewCliLogin', request],
    queryFn: () => callApi('previewCliLogin', { body: { request } }),
    retry: false,
    // Once it is decided, it is no longer to be found.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (preview.isError) {
    return (
      <AccountFrame title={TITLE}>
        <Failed error={preview.error} />
      </AccountFrame>
    );
  }
  if (!preview.data) {
    return (
      <AccountFrame title={TITLE}>
        <PageSkeleton />
      </AccountFrame>
    );
  }
  return <Approval request={request} preview={preview.data.data} />;
}

function Approval({ request, preview }: { request: string; preview: Preview }) {
  const { workspaces } = preview;
  const known = workspaces.find(({ id }) => String(id) === chosenWorkspace()) ?? workspaces[0];
  const [workspaceId, setWorkspaceId] = useState(known?.id);
  const decide = useMutation({
    mutationFn: (decision: Decision) =>
      callApi('decideCliLogin', {
        body: {
          request,
          decision,
          ...(decision === 'approve' && workspaceId !== undefined
            ? { workspace_id: workspaceId }
            : {}),
        },
      }),
    onError: (error) => void tellFailure(error),
  });
  const place = workspaces.length > 1 ? 'this workspace' : known?.name;
  if (decide.data) return <Decided decision={decide.data.data.decision} />;
  return (
    <AccountFrame
      title={TITLE}
      about="Approve only if you ran affitor login just now, and your terminal shows this code."
    >
      <Code>{preview.user_code}</Code>
      <Description preview={preview} />
      {workspaces.length > 1 && (
        <Field label="Workspace" hint="What the command line may work on.">
          {(control) => (
            <Select
              {...control}
              value={workspaceId}
              onChange={(event) => setWorkspaceId(Number(event.target.value))}
            >
              {workspaces.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <p className="text-muted">
        {known
          ? `It may do what you may do in ${place}, for 90 days.`
          : 'You belong to no workspace, so there is nothing that it could work on.'}
      </p>
      <div className="grid grid-cols-2 gap-2">
        <Button isBusy={decide.isPending} onClick={() => decide.mutate('deny')}>
          Deny
        </Button>
        <Button
          look="primary"
          isBusy={decide.isPending}
          disabled={!known}
          onClick={() => decide.mutate('approve')}
        >
          Approve
        </Button>
      </div>
    </AccountFrame>
  );
}

function Code({ children }: { children: ReactNode }) {
  return (
    <p className="rounded-xl bg-sunken py-4 text-center font-mono text-2xl tracking-widest">
      <strong className="font-semibold">{children}</strong>
    </p>
  );
}

/** What the service knows of the command line that asks. */
function Description({ preview }: { preview: Preview }) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <Facts>
      <Fact name="Program">{preview.user_agent || 'says nothing of itself'}</Fact>
      <Fact name="Network">{preview.network || 'not known'}</Fact>
      <Fact name="Started">
        <time dateTime={preview.started_at} title={formatExactly(preview.started_at, { timeZone })}>
          {formatMoment(preview.started_at, { timeZone })}
        </time>
      </Fact>
    </Facts>
  );
}

function Decided({ decision }: { decision: Decision }) {
  const isApproved = decision === 'approve';
  return (
    <AccountFrame title={isApproved ? 'The command line is signed in' : 'Denied'}>
      <p className="flex items-center gap-2">
        {isApproved ? (
          <Check aria-hidden="true" className="size-5 shrink-0 text-good" />
        ) : (
          <X aria-hidden="true" className="size-5 shrink-0 text-bad" />
        )}
        {isApproved
          ? 'Go back to your terminal; it goes on by itself.'
          : 'The command line gets no access.'}
      </p>
      <Link to="/" className={buttonLook({})}>
        Open the dashboard
      </Link>
    </AccountFrame>
  );
}
