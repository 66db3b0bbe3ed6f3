// Owns the page of groups: each with its terms in force.
import { schemas } from '@affitor/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type Answer, callApi } from '../../api/client.js';
import { queryOf, refresh } from '../../api/queries.js';
import { formatAmounts, formatCount } from '../../format/money.js';
import { now } from '../../platform/clock.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { Badge, Card, Fact, Facts, PageHeading, Skeleton } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { NextChange } from './changes.js';
import { termsSentence } from './terms.js';

type Group = Answer<'listGroups'>['data'][number];

export function GroupsPage() {
  useTitle('Groups');
  const program = useProgram();
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMay('program:update');
  const { data, error, refetch } = useQuery(queryOf('listGroups', { params: { id: program.id } }));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <>
      <PageHeading
        title="Groups"
        about="Every partner is in one group; the group’s policy says what they earn."
      >
        {mayChange && (
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden="true" /> New group
          </Button>
        )}
      </PageHeading>
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
        {data.data.map((group) => (
          <GroupCard key={group.id} group={group} />
        ))}
      </div>
      <Dialog
        title="New group"
        description="It pays nothing until it has a policy."
        isOpen={isAdding}
        onClose={() => setAdding(false)}
      >
        <GroupForm key={String(isAdding)} onClose={() => setAdding(false)} />
      </Dialog>
    </>
  );
}

function GroupCard({ group }: { group: Group }) {
  const program = useProgram();
  const params = { programId: String(program.id), groupId: String(group.id) };
  const { data } = useQuery(
    queryOf('readGroup', { params: { id: program.id, groupId: group.id } }),
  );
  const isNow = now().toISOString();
  const inForce = data?.data.policies.filter(
    (policy) => policy.product_id === null && policy.effective_from <= isNow,
  );
  return (
    <Card className="content-start">
      <div className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 text-[0.9375rem] font-semibold break-words">
          <Link
            to="/programs/$programId/groups/$groupId"
            params={params}
            className="hover:underline"
          >
            {group.name}
          </Link>
        </h2>
        {group.is_default && <Badge tone="accent">Default</Badge>}
      </div>
      {inForce === undefined && <Skeleton className="h-10" />}
      {inForce?.length === 0 && (
        <p className="text-warn">No policy is in force: partners earn nothing.</p>
      )}
      {inForce?.map((policy) => (
        <p key={policy.id}>{termsSentence(policy)}</p>
      ))}
      {data && (
        <NextChange
          policies={data.data.policies}
          current={inForce?.[0]}
          partnersCount={group.partners_count}
        />
      )}
      <GroupFigures groupId={group.id} />
      <Link
        to="/programs/$programId/partners"
        params={params}
        search={{ group: group.id }}
        className="w-fit text-accent-text hover:underline"
      >
        {formatCount(group.partners_count)} {group.partners_count === 1 ? 'partner' : 'partners'}
      </Link>
    </Card>
  );
}

/** What the partners of the group brought together, since the beginning. */
function GroupFigures({ groupId }: { groupId: number }) {
  const program = useProgram();
  const { data } = useQuery(
    queryOf('readPartnerSummary', { params: { id: program.id }, query: { group_id: groupId } }),
  );
  if (!data) return <Skeleton className="h-16" />;
  const { clicks, signups, paid_customers: paid, money } = data.data.total;
  const revenue = money.map((one) => ({
    amount_cents: one.revenue_cents,
    currency: one.currency,
  }));
  return (
    <Facts>
      <Fact name="Clicks">{formatCount(clicks)}</Fact>
      <Fact name="Sign-ups">{formatCount(signups)}</Fact>
      <Fact name="Paid customers">{formatCount(paid)}</Fact>
      <Fact name="Net revenue">{formatAmounts(revenue)}</Fact>
    </Facts>
  );
}

function GroupForm({ onClose }: { onClose: () => void }) {
  const program = useProgram();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createGroupBody,
    { name: '' },
    async (body) => {
      const { data } = await callApi('createGroup', { params: { id: program.id }, body });
      onClose();
      await refresh(client, ['listGroups']);
      await navigate({
        to: '/programs/$programId/groups/$groupId',
        params: { programId: String(program.id), groupId: String(data.id) },
      });
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Name" problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
      </Field>
      <FormActions deed="Create the group" isBusy={isBusy} onCancel={onClose} />
    </form>
  );
}
