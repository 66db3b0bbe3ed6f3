// Owns the second step: what partners earn, said by an example while it is being chosen.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type Answer, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { Button } from '../../ui/button.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { StepFrame } from './frame.js';
import { exampleSentence } from './terms-words.js';

type Program = Answer<'readProgram'>['data'];

const termsBody = schemas.updateProgramBody.pick({
  default_commission_type: true,
  default_commission_rate: true,
  default_duration_months: true,
  default_hold_period_days: true,
});

/** The terms as a form that begins with those in force. */
function useTerms(program: Program, onDone: () => void) {
  const client = useQueryClient();
  return useApiForm(
    termsBody,
    {
      default_commission_type: program.default_commission_type,
      default_commission_rate: program.default_commission_rate,
      default_duration_months: program.default_duration_months,
      default_hold_period_days: program.default_hold_period_days,
    },
    async (terms) => {
      const { default_duration_months: months, ...rest } = terms;
      const isRecurring = terms.default_commission_type === 'cps_recurring';
      const body = isRecurring ? { ...rest, default_duration_months: months } : rest;
      await callApi('updateProgram', { params: { id: program.id }, body });
      await refresh(client, ['readProgram', 'listPrograms', 'listGroups', 'readGroup']);
      onDone();
    },
  );
}

export function TermsStep({ program, onDone }: { program: Program; onDone: () => void }) {
  const { form, register, onSubmit, isBusy, problem, problemOf } = useTerms(program, onDone);
  const type = form.watch('default_commission_type') ?? program.default_commission_type;
  const sentence = exampleSentence({
    type,
    percent: form.watch('default_commission_rate') ?? null,
    months: form.watch('default_duration_months') ?? null,
    holdDays: form.watch('default_hold_period_days') ?? 0,
    currency: program.currency,
  });
  return (
    <StepFrame
      step="terms"
      title="What do partners earn?"
      about="Everybody begins with these terms. Groups can have others later."
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <TermFields register={register} problemOf={problemOf} type={type} />
        <p
          aria-live="polite"
          className="rounded-xl bg-accent-soft p-3 font-medium text-accent-text"
        >
          {sentence ?? 'Fill in the fields to see what a sale earns.'}
        </p>
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Button look="quiet" onClick={onDone}>
            Skip
          </Button>
          <Button look="primary" type="submit" isBusy={isBusy}>
            These are the terms
          </Button>
        </div>
      </form>
    </StepFrame>
  );
}

function TermFields(
  props: Pick<ReturnType<typeof useTerms>, 'register' | 'problemOf'> & { type: string },
) {
  const { register, problemOf, type } = props;
  return (
    <>
      <Field label="Paid for" problem={problemOf('default_commission_type')}>
        {(control) => (
          <Select {...control} {...register('default_commission_type')}>
            <option value="cps_recurring">Every payment, for some months</option>
            <option value="cps_one_time">The first payment of a customer</option>
            <option value="cps_lifetime">Every payment, for ever</option>
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Percent of the sale" problem={problemOf('default_commission_rate')}>
          {(control) => (
            <Input
              {...control}
              {...register('default_commission_rate', { valueAsNumber: true })}
              type="number"
              min={0}
              max={100}
              step="0.01"
            />
          )}
        </Field>
        {type === 'cps_recurring' && (
          <Field label="Months" problem={problemOf('default_duration_months')}>
            {(control) => (
              <Input
                {...control}
                {...register('default_duration_months', { valueAsNumber: true })}
                type="number"
                min={1}
              />
            )}
          </Field>
        )}
        <Field label="Hold in days" problem={problemOf('default_hold_period_days')}>
          {(control) => (
            <Input
              {...control}
              {...register('default_hold_period_days', { valueAsNumber: true })}
              type="number"
              min={0}
              max={31}
            />
          )}
        </Field>
      </div>
    </>
  );
}
