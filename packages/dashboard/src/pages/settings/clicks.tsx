// Owns how clicks are tracked: the code for the pages, and how long a click is remembered.
import { schemas } from '@affitor/contract';
import { useProgram } from '../../shell/session.js';
import { Field, Input } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';
import { useSteps } from './checklist.js';
import { SaveBar, useSaveProgram } from './save-bar.js';
import { SnippetCard } from './snippet-card.js';
import { pageSnippets } from './snippets.js';

export function ClickSection() {
  const program = useProgram();
  const steps = useSteps();
  return (
    <>
      <SnippetCard
        title="Clicks and sign-ups"
        about="On your pages. Their origins must be allowed."
        isDone={steps?.tracking}
        snippets={pageSnippets({ programId: program.id, apiBase: window.location.origin })}
      />
      <WindowForm key={program.cookie_window_days} />
    </>
  );
}

function WindowForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.updateProgramBody.pick({ cookie_window_days: true }),
    { cookie_window_days: program.cookie_window_days },
    save,
  );
  return (
    <Card title="Cookie window" about="How long a browser remembers the click.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field label="Days" problem={problemOf('cookie_window_days')} className="max-w-40">
          {(control) => (
            <Input
              {...control}
              {...register('cookie_window_days', { valueAsNumber: true })}
              type="number"
              min={1}
              max={365}
            />
          )}
        </Field>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
