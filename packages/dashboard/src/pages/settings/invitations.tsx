// Owns inviting people to the workspace: sending, sending again, cancelling.
import { ROLES, schemas } from '@affitor/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { type Answer, callApi } from '../../api/client.js';
import { queryOf, refresh, useChange } from '../../api/queries.js';
import { formatDistance } from '../../format/moments.js';
import { ROLE_WORDS } from '../../format/words.js';
import { now } from '../../platform/clock.js';
import { useMay } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import { Moment } from '../../ui/moment.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Empty, Failed } from '../../ui/states.js';
import { Badge, Card, type Tone } from '../../ui/surface.js';

type Invitation = Answer<'listInvitations'>['data'][number];

const STATUS_WORDS: Readonly<Record<Invitation['status'], { label: string; tone: Tone }>> = {
  pending: { label: 'Waiting', tone: 'warn' },
  accepted: { label: 'Accepted', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'neutral' },
};

export function InvitationsCard() {
  const mayManage = useMay('member:manage');
  const [isInviting, setInviting] = useState(false);
  const { data, error, refetch } = useQuery(queryOf('listInvitations', {}));
  const setup = useQuery(queryOf('readSetup', {}));
  const outbox = setup.data?.data.outbox_url;
  return (
    <Card
      title="Invitations"
      about="A link by mail that works once and for 7 days."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        )
      }
    >
      {outbox && (
        <p className="rounded-xl bg-warn-soft px-3 py-2 text-warn">
          Mails are not sent but kept, because SMTP_URL is not set.{' '}
          <a href={outbox} className="font-medium underline">
            Open the outbox
          </a>
        </p>
      )}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <TableSkeleton />}
      {data?.data.length === 0 && (
        <Empty title="Nobody is invited" about="Invite those who run the program with you." />
      )}
      <ul className="grid gap-3">
        {data?.data.map((invitation) => (
          <InvitationItem key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      <Dialog title="Invite somebody" isOpen={isInviting} onClose={() => setInviting(false)}>
        <InviteForm key={String(isInviting)} onClose={() => setInviting(false)} />
      </Dialog>
    </Card>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { form, register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createInvitationBody,
    { email: '', role: 'member' },
    async (body) => {
      await callApi('createInvitation', { body });
      toast.success(`An invitation is on its way to ${body.email}`);
      onClose();
      await refresh(client, ['listInvitations', 'listAuditLog']);
    },
  );
  const role = form.watch('role') ?? 'member';
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Email" problem={problemOf('email')}>
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="off" />}
      </Field>
      <Field label="Role" hint={`${ROLE_WORDS[role]?.label} ${ROLE_WORDS[role]?.about}.`}>
        {(control) => (
          <Select {...control} {...register('role')}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {ROLE_WORDS[one]?.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FormActions deed="Send the invitation" isBusy={isBusy} onCancel={onClose} />
    </form>
  );
}

function InvitationItem({ invitation }: { invitation: Invitation }) {
  const mayManage = useMay('member:manage');
  const { label, tone } = STATUS_WORDS[invitation.status];
  const isPending = invitation.status === 'pending';
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-xl border p-3">
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-all">{invitation.email}</span>
          <Badge tone={tone}>{label}</Badge>
        </p>
        <p className="text-[0.8125rem] text-muted">
          {ROLE_WORDS[invitation.role]?.label} · invited by {invitation.invited_by},{' '}
          <Moment iso={invitation.created_at} />
          {isPending && ` · ends ${formatDistance(invitation.expires_at, now())}`}
        </p>
      </div>
      {mayManage && isPending && <InvitationActions invitation={invitation} />}
    </li>
  );
}

function InvitationActions({ invitation }: { invitation: Invitation }) {
  const touches = ['listInvitations', 'listAuditLog'] as const;
  const resend = useChange('resendInvitation', { touches, done: 'A new link is on its way' });
  const cancel = useChange('cancelInvitation', { touches, done: 'The link works no more' });
  const input = { params: { invitationId: invitation.id } };
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="small"
        isBusy={resend.isPending}
        aria-label={`Send to ${invitation.email} again`}
        onClick={() => resend.mutate(input)}
      >
        Send again
      </Button>
      <Button
        size="small"
        look="danger"
        isBusy={cancel.isPending}
        aria-label={`Cancel the invitation of ${invitation.email}`}
        onClick={() => cancel.mutate(input)}
      >
        Cancel
      </Button>
    </div>
  );
}
