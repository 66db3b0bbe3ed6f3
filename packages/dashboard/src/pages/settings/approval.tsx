// Owns how applications of partners are handled.
import { schemas } from '@affitor/contract';
import { useProgram } from '../../shell/session.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';
import { SaveBar, useSaveProgram } from './save-bar.js';

const CHOICES = [
  {
    value: 'manual',
    label: 'You decide',
    about: 'An application waits in the list of partners until somebody approves or rejects it.',
  },
  {
    value: 'auto_accept',
    label: 'Accept at once',
    about: 'Whoever applies is a partner from that moment on, with a link.',
  },
] as const;

export function ApprovalSection() {
  const program = useProgram();
  return <ApprovalForm key={program.approval_mode} />;
}

function ApprovalForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem } = useApiForm(
    schemas.updateProgramBody.pick({ approval_mode: true }),
    { approval_mode: program.approval_mode },
    save,
  );
  return (
    <Card title="Approval of partners">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <fieldset className="grid gap-3 sm:grid-cols-2">
          <legend className="sr-only">Applications</legend>
          {CHOICES.map(({ value, label, about }) => (
            <label
              key={value}
              className="flex gap-3 rounded-xl border p-4 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                value={value}
                {...register('approval_mode')}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span className="grid gap-1">
                <span className="font-medium">{label}</span>
                <span className="text-muted">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
