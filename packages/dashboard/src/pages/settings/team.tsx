// Owns the people of the workspace: members with their roles, and who is invited.
import { ROLES, type Role } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { ROLE_WORDS } from '../../format/words.js';
import { useMay, useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Failed } from '../../ui/states.js';
import { Badge, Card } from '../../ui/surface.js';
import { InvitationsCard } from './invitations.js';

type Member = Answer<'listMembers'>['data'][number];

export function TeamSection() {
  const { workspace } = useSession();
  const { data, error, refetch } = useQuery(queryOf('listMembers', {}));
  const members = data?.data ?? [];
  const ownersCount = members.filter(({ role }) => role === 'owner').length;
  return (
    <>
      <Card title="Members" about={`Of the workspace ${workspace?.name ?? ''}, with all programs.`}>
        {error && <Failed error={error} onRetry={() => void refetch()} />}
        {!error && !data && <TableSkeleton />}
        <ul className="grid gap-3">
          {members.map((member) => (
            <MemberItem
              key={member.id}
              member={member}
              isLastOwner={member.role === 'owner' && ownersCount === 1}
            />
          ))}
        </ul>
      </Card>
      <InvitationsCard />
      <Card title="Roles">
        <dl className="grid gap-2">
          {ROLES.map((role) => (
            <div key={role} className="grid gap-x-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
              <dt className="font-medium">{ROLE_WORDS[role]?.label}</dt>
              <dd className="text-muted">{ROLE_WORDS[role]?.about}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}

function MemberItem({ member, isLastOwner }: { member: Member; isLastOwner: boolean }) {
  const mayManage = useMay('member:manage');
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-xl border p-3">
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-words">{member.name}</span>
          {member.is_you && <Badge tone="accent">You</Badge>}
          {member.two_factor_enabled && <Badge tone="good">Two-factor</Badge>}
        </p>
        <p className="break-all text-muted">{member.email}</p>
        <p className="text-[0.8125rem] text-muted">
          Joined <Moment iso={member.joined_at} isDay />
          {isLastOwner && ' · the last owner, who stays one'}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {mayManage && !isLastOwner ? (
          <RoleChoice member={member} />
        ) : (
          <Badge>{ROLE_WORDS[member.role]?.label}</Badge>
        )}
        {mayManage && !member.is_you && <RemoveMember member={member} />}
      </div>
    </li>
  );
}

function RoleChoice({ member }: { member: Member }) {
  const change = useChange('updateMember', {
    touches: ['listMembers', 'readSession', 'listAuditLog'],
    done: 'The role counts from the next click on',
  });
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      className="h-8 w-auto"
      value={member.role}
      disabled={change.isPending}
      onChange={({ target }) =>
        change.mutate({ params: { memberId: member.id }, body: { role: target.value as Role } })
      }
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {ROLE_WORDS[role]?.label}
        </option>
      ))}
    </Select>
  );
}

function RemoveMember({ member }: { member: Member }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useChange('removeMember', {
    touches: ['listMembers', 'listAuditLog'],
    done: `${member.name} is no member any more`,
  });
  return (
    <>
      <Button
        size="small"
        look="danger"
        aria-label={`Remove ${member.name}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      <Confirm
        title={`Remove ${member.name}?`}
        consequence="They lose access at once. Keys that they made go on working."
        deed="Remove the member"
        isBusy={remove.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate({ params: { memberId: member.id } }, { onSuccess: () => setAsking(false) })
        }
      />
    </>
  );
}
