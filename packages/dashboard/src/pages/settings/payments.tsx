// Owns how payments are tracked: the code for the server, and where payments come from.
import { schemas } from '@affitor/contract';
import { useProgram } from '../../shell/session.js';
import { Field, Select } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';
import { useSteps } from './checklist.js';
import { SaveBar, useSaveProgram } from './save-bar.js';
import { SnippetCard } from './snippet-card.js';
import { saleSnippets } from './snippets.js';
import { StripeCard } from './stripe-card.js';

export function PaymentSection() {
  const program = useProgram();
  const steps = useSteps();
  return (
    <>
      <SnippetCard
        title="Payments"
        about="From your server, with the API key of the program."
        isDone={steps?.payments}
        snippets={saleSnippets({ programId: program.id, apiBase: window.location.origin })}
      />
      <StripeCard />
      <ModeForm key={program.payment_tracking_mode} />
    </>
  );
}

function ModeForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.updateProgramBody.pick({ payment_tracking_mode: true }),
    { payment_tracking_mode: program.payment_tracking_mode },
    save,
  );
  return (
    <Card title="Where payments come from" about="The API takes sales in every mode.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field
          label="Payments come from"
          problem={problemOf('payment_tracking_mode')}
          className="max-w-md"
        >
          {(control) => (
            <Select {...control} {...register('payment_tracking_mode')}>
              <option value="stripe">Stripe</option>
              <option value="s2s">Your server</option>
              <option value="manual">By hand</option>
            </Select>
          )}
        </Field>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
