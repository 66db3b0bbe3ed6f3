// Owns the workspace's management keys: making one, what each may do, and revoking.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { now } from '../../platform/clock.js';
import { useMay } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Moment } from '../../ui/moment.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Empty, Failed } from '../../ui/states.js';
import { Badge, Card } from '../../ui/surface.js';
import { NewKeyDialog } from './new-key.js';

type Key = Answer<'listManagementKeys'>['data'][number];

export function ManagementKeysSection() {
  const [isAdding, setAdding] = useState(false);
  const mayManage = useMay('key:manage');
  const mayList = useMay('key:list');
  const { data, error, refetch } = useQuery({
    ...queryOf('listManagementKeys', {}),
    enabled: mayList,
  });
  return (
    <Card
      title="Management keys"
      about="For tools that read and change programs through the API, in the whole workspace."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setAdding(true)}>
            New key
          </Button>
        )
      }
    >
      {!mayList && <p className="text-muted">Your role does not see keys.</p>}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {mayList && !error && !data && <TableSkeleton />}
      {data?.data.length === 0 && (
        <Empty title="No keys yet" about="Make one when a tool needs the management API." />
      )}
      <ul className="grid gap-3">
        {data?.data.map((key) => (
          <KeyItem key={key.id} managementKey={key} />
        ))}
      </ul>
      <NewKeyDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </Card>
  );
}

function KeyItem({ managementKey: key }: { managementKey: Key }) {
  const isExpired = key.expires_at !== null && key.expires_at <= now().toISOString();
  const isActive = key.status === 'active' && !isExpired;
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 rounded-xl border p-3">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-all">{key.name}</span>
          <Badge tone={isActive ? 'good' : 'neutral'}>
            {key.status === 'revoked' ? 'Revoked' : isExpired ? 'Expired' : 'Active'}
          </Badge>
        </p>
        <code className="text-[0.8125rem] break-all text-muted">{key.key_masked}</code>
        <p className="text-[0.8125rem] break-words text-muted">
          {key.scopes.includes('*') ? 'May do everything' : key.scopes.join(', ')}
          {key.program_scope !== null && ` · programs ${key.program_scope.join(', ')}`}
        </p>
        <p className="text-[0.8125rem] text-muted">
          Last used <Moment iso={key.last_used_at} /> · Expires{' '}
          {key.expires_at === null ? 'never' : <Moment iso={key.expires_at} isDay />}
        </p>
      </div>
      {key.status === 'active' && <RevokeButton managementKey={key} />}
    </li>
  );
}

function RevokeButton({ managementKey: key }: { managementKey: Key }) {
  const [isAsking, setAsking] = useState(false);
  const revoke = useChange('revokeManagementKey', {
    touches: ['listManagementKeys'],
    done: 'The key is revoked',
  });
  if (!useMay('key:manage')) return null;
  return (
    <>
      <Button
        size="small"
        look="danger"
        aria-label={`Revoke ${key.name}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <Confirm
        title={`Revoke ${key.name}?`}
        consequence="What uses it is refused from its next call on."
        deed="Revoke the key"
        isBusy={revoke.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          revoke.mutate({ params: { id: key.id } }, { onSuccess: () => setAsking(false) })
        }
      />
    </>
  );
}
