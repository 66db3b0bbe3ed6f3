// Owns adding a version of a policy: the terms, and from when on they count.
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormActions, FormProblem } from '../../ui/form.js';
import { type NewVersion, usePolicyTerms } from './policy-terms.js';
import { numberOrLeftOut, RateFields } from './rate-fields.js';

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
      <FormActions deed="Add the version" isBusy={terms.isBusy} onCancel={props.onClose} />
    </form>
  );
}
