// Owns the list of command lines that are signed in as the person, and signing one out.
import { useQuery } from '@tanstack/react-query';
import { SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Snippet } from '../../ui/copy.js';
import { Moment } from '../../ui/moment.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Empty, Failed } from '../../ui/states.js';
import { Card } from '../../ui/surface.js';

type Token = Answer<'listCliTokens'>['data'][number];

export function CommandLinesCard() {
  const { data, error, refetch } = useQuery(queryOf('listCliTokens', {}));
  return (
    <Card
      title="Command lines"
      about="Terminals that you approved. Each may do what you may do in its workspace."
    >
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <TableSkeleton />}
      {data?.data.length === 0 && <NoCommandLine />}
      {data && data.data.length > 0 && (
        <ul className="grid gap-3">
          {data.data.map((token) => (
            <CommandLine key={token.id} token={token} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NoCommandLine() {
  return (
    <Empty
      icon={<SquareTerminal />}
      title="No command line is signed in"
      about="Run this where you work on your product; a page then asks you to approve it."
    >
      <div className="w-full max-w-xl min-w-0 text-left">
        <Snippet
          text={`affitor login --api-url ${window.location.origin}`}
          label="the command that signs in"
        />
      </div>
    </Empty>
  );
}

function CommandLine({ token }: { token: Token }) {
  const { workspaces } = useSession();
  const [isAsking, setAsking] = useState(false);
  const name = token.user_agent || 'A program that says nothing of itself';
  const workspace = workspaces.find(({ id }) => id === token.workspace_id)?.name;
  const revoke = useChange('revokeOwnCliToken', {
    touches: ['listCliTokens'],
    done: 'The command line is signed out',
  });
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 rounded-xl border p-3">
      <div className="flex min-w-0 gap-3">
        <SquareTerminal className="mt-0.5 size-5 shrink-0 text-muted" aria-hidden="true" />
        <div className="grid min-w-0 gap-1">
          <p className="font-medium break-all">{name}</p>
          <p className="text-[0.8125rem] break-words text-muted">
            Works on {workspace ?? `workspace ${token.workspace_id}`}
          </p>
          <p className="text-[0.8125rem] text-muted">
            {token.last_used_at === null ? (
              'Never used'
            ) : (
              <>
                Last used <Moment iso={token.last_used_at} />
              </>
            )}
            {' · signed in '}
            <Moment iso={token.created_at} />
            {' · ends '}
            <Moment iso={token.expires_at} isDay />
          </p>
        </div>
      </div>
      <Button
        size="small"
        look="danger"
        aria-label={`Sign out ${name}`}
        onClick={() => setAsking(true)}
      >
        Sign out…
      </Button>
      <Confirm
        title="Sign this command line out?"
        consequence={
          <>
            The next request of <strong className="break-all">{name}</strong> is refused. To use it
            again, run affitor login and approve it.
          </>
        }
        deed="Sign it out"
        isBusy={revoke.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          revoke.mutate({ body: { token_id: token.id } }, { onSuccess: () => setAsking(false) })
        }
      />
    </li>
  );
}
