// Owns how sign-ups are tracked: the code for the server, and whether pages are believed.
import { schemas } from '@affitor/contract';
import { useProgram } from '../../shell/session.js';
import { Field, Select } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';
import { useSteps } from './checklist.js';
import { SaveBar, useSaveProgram } from './save-bar.js';
import { SnippetCard } from './snippet-card.js';
import { leadSnippets } from './snippets.js';

export function LeadSection() {
  const program = useProgram();
  const steps = useSteps();
  return (
    <>
      <SnippetCard
        title="Sign-ups"
        about="From your server, with the API key. On pages, signup() of the SDK does the same."
        isDone={steps?.leads}
        snippets={leadSnippets({ programId: program.id, apiBase: window.location.origin })}
      />
      <ModeForm key={program.lead_auth} />
    </>
  );
}

function ModeForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.updateProgramBody.pick({ lead_auth: true }),
    { lead_auth: program.lead_auth },
    save,
  );
  return (
    <Card
      title="Who may report a sign-up"
      about="Pages can be imitated. Where sign-ups are paid for, let the server confirm them."
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field label="Sign-ups come from" problem={problemOf('lead_auth')} className="max-w-md">
          {(control) => (
            <Select {...control} {...register('lead_auth')}>
              <option value="browser_allowed">Pages or the server</option>
              <option value="server_required">The server; pages are provisional</option>
            </Select>
          )}
        </Field>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
