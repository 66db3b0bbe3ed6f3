// Owns the page of one group: the versions of its policy, what each changed, and a new one.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { now } from '../../platform/clock.js';
import { useMay, useProgram } from '../../shell/session.js';
import { BackLink } from '../../ui/back-link.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Moment } from '../../ui/moment.js';
import { Empty, Failed, PageSkeleton } from '../../ui/states.js';
import { Badge, Card, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { AffectedPartners } from './affected.js';
import { Differences, NextChange } from './changes.js';
import { PolicyDialog } from './policy-form.js';
import { currentPolicy, type Policy, termsSentence } from './terms.js';

type Group = Answer<'readGroup'>['data'];

export function GroupPage() {
  const program = useProgram();
  const { groupId } = useParams({ from: '/signed-in/programs/$programId/groups/$groupId' });
  const params = { id: program.id, groupId };
  const group = useQuery(queryOf('readGroup', { params }));
  const policies = useQuery(queryOf('listPolicies', { params }));
  const error = group.error ?? policies.error;
  if (error) return <Failed error={error} onRetry={() => void group.refetch()} />;
  if (!group.data || !policies.data) return <PageSkeleton />;
  return <GroupDetails group={group.data.data} policies={policies.data.data} />;
}

function GroupDetails({ group, policies }: { group: Group; policies: Policy[] }) {
  useTitle(group.name);
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMay('program:update');
  const isNow = now().toISOString();
  const current = currentPolicy(policies, isNow);
  return (
    <>
      <BackLink to="/programs/$programId/groups" label="Groups" />
      <PageHeading
        title={group.name}
        about={current ? termsSentence(current) : 'No policy is in force: partners earn nothing.'}
      >
        {group.is_default && <Badge tone="accent">Default</Badge>}
        {mayChange && !group.is_default && <DeleteGroup group={group} />}
        {mayChange && (
          <Button look="primary" onClick={() => setAdding(true)}>
            New policy version
          </Button>
        )}
      </PageHeading>
      <NextChange policies={policies} current={current} partnersCount={group.partners_count} />
      <AffectedPartners group={group} />
      {policies.length === 0 ? (
        <Card>
          <Empty title="No policy yet" about="Add the first version, so that partners earn." />
        </Card>
      ) : (
        <ol className="grid gap-4">
          {policies.map((policy) => (
            <PolicyVersion
              key={policy.id}
              policy={policy}
              previous={policies.find(({ id }) => id === policy.previous_policy_id)}
              state={stateOf(policy, isNow)}
            />
          ))}
        </ol>
      )}
      <PolicyDialog
        group={group}
        current={current ?? null}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
      />
    </>
  );
}

type State = 'planned' | 'in force' | 'over';

/** Moments in the same notation compare as texts. */
function stateOf(policy: Policy, isNow: string): State {
  if (policy.effective_from > isNow) return 'planned';
  return policy.effective_to !== null && policy.effective_to <= isNow ? 'over' : 'in force';
}

const STATE_TONES = { planned: 'accent', 'in force': 'good', over: 'neutral' } as const;

function PolicyVersion(props: { policy: Policy; previous: Policy | undefined; state: State }) {
  const { policy, previous, state } = props;
  return (
    <li className="grid gap-2 rounded-2xl border bg-panel p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">Version {policy.version}</h2>
        <Badge tone={STATE_TONES[state]}>{state}</Badge>
        {policy.product_id !== null && <Badge>Product {policy.product_id}</Badge>}
        <span className="ml-auto text-[0.8125rem] text-muted">
          from <Moment iso={policy.effective_from} />
          {policy.effective_to !== null && (
            <>
              {' '}
              to <Moment iso={policy.effective_to} />
            </>
          )}
        </span>
      </div>
      <p>{termsSentence(policy)}</p>
      {previous && <Differences before={previous} after={policy} />}
    </li>
  );
}

function DeleteGroup({ group }: { group: Group }) {
  const program = useProgram();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useChange('deleteGroup', { touches: ['listGroups'], done: 'Deleted' });
  const isEmpty = group.partners_count === 0;
  return (
    <>
      <Button
        look="danger"
        disabled={!isEmpty}
        title={isEmpty ? undefined : 'Move its partners to another group first.'}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <Confirm
        title={`Delete ${group.name}?`}
        consequence="Commissions that were made under its policies stay."
        deed="Delete the group"
        isBusy={remove.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate(
            { params: { id: program.id, groupId: group.id } },
            {
              onSuccess: () =>
                void navigate({
                  to: '/programs/$programId/groups',
                  params: { programId: String(program.id) },
                }),
            },
          )
        }
      />
    </>
  );
}
