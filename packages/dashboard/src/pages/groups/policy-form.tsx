// Owns adding a version of a policy: the terms, from when on, and the difference to today's.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { toDecimal } from '../../format/money.js';
import { COMMISSION_TYPE_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { toMinor } from './amount.js';
import type { Policy } from './terms.js';

interface DialogProps {
  group: { id: number; name: string; partners_count: number };
  current: Policy | null;
  isOpen: boolean;
  onClose(): void;
}

export function PolicyDialog(props: DialogProps) {
  const { group, isOpen, onClose } = props;
  return (
    <Dialog
      title={`New version for ${group.name}`}
      description={`It counts for what the ${group.partners_count} partners of the group bring from then on. Commissions that exist keep their terms.`}
      isOpen={isOpen}
      onClose={onClose}
    >
      <PolicyForm key={String(isOpen)} {...props} />
    </Dialog>
  );
}

const numberOrLeftOut = {
  setValueAs: (text: string | number | null | undefined) =>
    text === '' || text === null || text === undefined ? undefined : Number(text),
};

function PolicyForm({ group, current, onClose }: DialogProps) {
  const program = useProgram();
  const client = useQueryClient();
  const { form, register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createPolicyBody,
    startingTerms(current, program.currency),
    async (body) => {
      await callApi('createPolicy', { params: { id: program.id, groupId: group.id }, body });
      toast.success('The new version is set');
      onClose();
      await refresh(client, ['readGroup', 'listPolicies', 'listGroups', 'readProgram']);
    },
  );
  const type = form.watch('type');
  const isSale = type.startsWith('cps_');
  const isPercent = isSale && form.watch('amount_cents') === undefined;
  const choosePercent = (percent: boolean) => {
    form.setValue('percent', percent ? 20 : undefined);
    form.setValue('amount_cents', percent ? undefined : 1000);
    form.setValue('currency', percent ? undefined : program.currency);
  };
  const onType = (next: string) => {
    if (!next.startsWith('cps_')) choosePercent(false);
    form.setValue('duration_months', next === 'cps_recurring' ? 12 : undefined);
  };
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Pays for" problem={problemOf('type')}>
        {(control) => (
          <Select
            {...control}
            {...register('type', { onChange: ({ target }) => onType(String(target.value)) })}
          >
            {Object.entries(COMMISSION_TYPE_WORDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="How">
          {(control) => (
            <Select
              {...control}
              value={isPercent ? 'percent' : 'amount'}
              disabled={!isSale}
              onChange={({ target }) => choosePercent(target.value === 'percent')}
            >
              <option value="percent">A percentage</option>
              <option value="amount">A fixed amount</option>
            </Select>
          )}
        </Field>
        {isPercent ? (
          <Field label="Percent of the sale" problem={problemOf('percent')}>
            {(control) => (
              <Input
                {...control}
                {...register('percent', numberOrLeftOut)}
                type="number"
                step="0.01"
                min="0"
                max="100"
              />
            )}
          </Field>
        ) : (
          <Field
            label={`Amount in ${form.watch('currency') ?? program.currency}`}
            problem={problemOf('amount_cents')}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                defaultValue={toDecimal(form.getValues('amount_cents') ?? 0, program.currency)}
                onChange={({ target }) =>
                  form.setValue('amount_cents', toMinor(target.value, program.currency) ?? 0)
                }
              />
            )}
          </Field>
        )}
        {type === 'cps_recurring' && (
          <Field label="For how many months" problem={problemOf('duration_months')}>
            {(control) => (
              <Input
                {...control}
                {...register('duration_months', numberOrLeftOut)}
                type="number"
                min="1"
              />
            )}
          </Field>
        )}
        <Field label="Hold in days" problem={problemOf('hold_days')}>
          {(control) => (
            <Input
              {...control}
              {...register('hold_days', numberOrLeftOut)}
              type="number"
              min="0"
              max="31"
            />
          )}
        </Field>
        <Field label="Approval">
          {(control) => (
            <Select {...control} {...register('approval_mode')}>
              <option value="manual">By hand</option>
              <option value="auto">Automatic after the hold</option>
            </Select>
          )}
        </Field>
        <Field
          label="From"
          hint="Left empty: now. In your own time zone."
          problem={problemOf('effective_from')}
        >
          {(control) => (
            <Input
              {...control}
              {...register('effective_from', {
                setValueAs: (local: string | undefined) =>
                  local ? new Date(local).toISOString() : undefined,
              })}
              type="datetime-local"
            />
          )}
        </Field>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" isBusy={isBusy}>
          Add the version
        </Button>
      </div>
    </form>
  );
}

function startingTerms(current: Policy | null, currency: string) {
  if (current === null) {
    return {
      type: 'cps_recurring' as const,
      percent: 20,
      duration_months: 12,
      hold_days: 15,
      approval_mode: 'manual' as const,
    };
  }
  const isPercent = current.percent !== null;
  return {
    type: current.type,
    percent: current.percent ?? undefined,
    amount_cents: current.amount_cents ?? undefined,
    currency: isPercent ? undefined : (current.currency ?? currency),
    duration_months: current.duration_months ?? undefined,
    hold_days: current.hold_days,
    approval_mode: current.approval_mode,
  };
}
