// Owns the terms of the Default group as settings show them, and the smallest payout.
import { schemas } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { toDecimal } from '../../format/money.js';
import { now } from '../../platform/clock.js';
import { useProgram } from '../../shell/session.js';
import { buttonLook } from '../../ui/button.js';
import { Field, Input } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Failed } from '../../ui/states.js';
import { Card, Skeleton } from '../../ui/surface.js';
import { toMinor } from '../groups/amount.js';
import { currentPolicy, exampleSentence, termsSentence } from '../groups/terms.js';
import { SaveBar, useSaveProgram } from './save-bar.js';

export function CommissionSection() {
  const program = useProgram();
  return (
    <>
      <DefaultTerms />
      <ThresholdForm key={`${program.payout_threshold_cents} ${program.currency}`} />
    </>
  );
}

function DefaultTerms() {
  const program = useProgram();
  const params = { id: program.id };
  const groups = useQuery(queryOf('listGroups', { params }));
  const standard = groups.data?.data.find(({ is_default: isDefault }) => isDefault);
  const group = useQuery({
    ...queryOf('readGroup', { params: { ...params, groupId: standard?.id ?? 0 } }),
    enabled: standard !== undefined,
  });
  const error = groups.error ?? group.error;
  const policy = group.data && currentPolicy(group.data.data.policies, now().toISOString());
  return (
    <Card
      title="Commission"
      about="The terms of the Default group, in which every partner is who is in no other."
      actions={
        standard && (
          <Link
            to="/programs/$programId/groups/$groupId"
            params={{ programId: String(program.id), groupId: String(standard.id) }}
            className={buttonLook({ look: 'primary' })}
          >
            Change the terms
          </Link>
        )
      }
    >
      {error && <Failed error={error} onRetry={() => void groups.refetch()} />}
      {!error && !group.data && <Skeleton className="h-16" />}
      {policy && (
        <>
          <p>{termsSentence(policy)}</p>
          <p className="rounded-xl bg-sunken p-4 text-muted">
            {exampleSentence(policy, program.currency)}
          </p>
        </>
      )}
      {group.data && !policy && (
        <p className="text-warn">No policy is in force: partners earn nothing.</p>
      )}
    </Card>
  );
}

function ThresholdForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { form, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.updateProgramBody.pick({ payout_threshold_cents: true }),
    { payout_threshold_cents: program.payout_threshold_cents },
    save,
  );
  const { currency } = program;
  return (
    <Card title="Smallest payout" about="Less than this stays in the partner’s balance.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field
          label={`Amount in ${currency}`}
          problem={problemOf('payout_threshold_cents') && 'Type an amount such as 50.00.'}
          className="max-w-60"
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              defaultValue={toDecimal(program.payout_threshold_cents, currency)}
              // What is no amount becomes -1, which the contract refuses.
              onChange={({ target }) =>
                form.setValue('payout_threshold_cents', toMinor(target.value, currency) ?? -1, {
                  shouldDirty: true,
                })
              }
            />
          )}
        </Field>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
