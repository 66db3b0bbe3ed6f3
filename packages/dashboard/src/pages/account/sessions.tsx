// Owns the list of the person's sessions: where they are signed in, and ending that.
import { useQuery } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { deviceWords } from '../../format/devices.js';
import { Button } from '../../ui/button.js';
import { Moment } from '../../ui/moment.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Failed } from '../../ui/states.js';
import { Badge, Card } from '../../ui/surface.js';
import { CommandLinesCard } from './command-lines.js';

type Session = Answer<'listSessions'>['data'][number];

export function SessionsSection() {
  return (
    <>
      <BrowsersCard />
      <CommandLinesCard />
    </>
  );
}

function BrowsersCard() {
  const { data, error, refetch } = useQuery(queryOf('listSessions', {}));
  const revokeOthers = useChange('revokeOtherSessions', {
    touches: ['listSessions'],
    done: 'Every other session has ended',
  });
  const sessions = data?.data ?? [];
  return (
    <Card
      title="Browsers"
      about="Where you are signed in. End what you do not know, then change the password."
      actions={
        sessions.length > 1 && (
          <Button
            look="danger"
            isBusy={revokeOthers.isPending}
            onClick={() => revokeOthers.mutate({})}
          >
            End all others
          </Button>
        )
      }
    >
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <TableSkeleton />}
      <ul className="grid gap-3">
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  );
}

function SessionItem({ session }: { session: Session }) {
  const { name, isPhone } = deviceWords(session.user_agent);
  const Icon = isPhone ? Smartphone : Monitor;
  const revoke = useChange('revokeSession', {
    touches: ['listSessions'],
    done: 'The session has ended',
  });
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 rounded-xl border p-3">
      <div className="flex min-w-0 gap-3">
        <Icon className="mt-0.5 size-5 shrink-0 text-muted" aria-hidden="true" />
        <div className="grid min-w-0 gap-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span title={session.user_agent ?? undefined}>{name}</span>
            {session.is_current && <Badge tone="good">This one</Badge>}
          </p>
          <p className="text-[0.8125rem] text-muted">
            Last seen <Moment iso={session.last_seen_at} /> · signed in{' '}
            <Moment iso={session.created_at} />
          </p>
          <p className="text-[0.8125rem] break-all text-muted">
            {session.network === null ? 'Network not known' : `Network ${session.network}`}
            {' · ends '}
            <Moment iso={session.expires_at} isDay />
          </p>
        </div>
      </div>
      {!session.is_current && (
        <Button
          size="small"
          look="danger"
          isBusy={revoke.isPending}
          aria-label={`End the session on ${name}`}
          onClick={() => revoke.mutate({ params: { sessionId: session.id } })}
        >
          End
        </Button>
      )}
    </li>
  );
}
