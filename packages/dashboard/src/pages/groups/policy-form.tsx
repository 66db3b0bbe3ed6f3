// Owns adding a version of a policy: the terms, and from when on they count.
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormActions, FormProblem } from '../../ui/form.js';
import { Differences } from './changes.js';
import { type NewVersion, type PolicyTerms, usePolicyTerms } from './policy-terms.js';
import { numberOrLeftOut, RateFields } from './rate-fields.js';
import { differences, type Terms, termsSentence } from './terms.js';

/** What the service takes when nothing is typed. */
const DEFAULT_HOLD_DAYS = 15;

interface DialogProps extends NewVersion {
  isOpen: boolean;
}

export function PolicyDialog(props: DialogProps) {
  const { group, isOpen, onClose } = props;
  return (
    <Dialog
      title={`New version for ${group.name}`}
      description={`Partners: ${group.partners_count}. Existing commissions keep their terms.`}
      isOpen={isOpen}
      onClose={onClose}
    >
      <PolicyForm key={String(isOpen)} {...props} />
    </Dialog>
  );
}

/** A moment typed in the reader's own zone. */
const localMoment = {
  setValueAs: (local: string | undefined) => (local ? new Date(local).toISOString() : undefined),
};

function PolicyForm(props: DialogProps) {
  const terms = usePolicyTerms(props);
  const { register, problemOf } = terms;
  return (
    <form onSubmit={terms.onSubmit} noValidate className="grid gap-4">
      <FormProblem text={terms.problem} />
      <RateFields terms={terms} />
      <div className="grid gap-4 sm:grid-cols-2">
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
              {...register('effective_from', localMoment)}
              type="datetime-local"
            />
          )}
        </Field>
      </div>
      <ChangePreview {...props} terms={terms} />
      <FormActions deed="Add the version" isBusy={terms.isBusy} onCancel={props.onClose} />
    </form>
  );
}

/** What would be different, before it is. */
function ChangePreview({ group, current, terms }: DialogProps & { terms: PolicyTerms }) {
  const values = terms.form.watch();
  const draft: Terms = {
    type: values.type,
    percent: values.percent ?? null,
    amount_cents: values.amount_cents ?? null,
    currency: values.currency ?? null,
    duration_months: values.duration_months ?? null,
    hold_days: values.hold_days ?? DEFAULT_HOLD_DAYS,
    approval_mode: values.approval_mode ?? 'manual',
  };
  const { partners_count: count } = group;
  const concerned = count === 1 ? '1 partner' : `${count} partners`;
  const isSame = current !== null && differences(current, draft).length === 0;
  return (
    <div className="grid gap-2 rounded-xl bg-sunken p-4">
      <p className="font-medium">{isSame ? 'Nothing changes yet.' : `Changes for ${concerned}`}</p>
      {current && <Differences before={current} after={draft} />}
      <p className="text-[0.8125rem] text-muted">{termsSentence(draft)}</p>
    </div>
  );
}
