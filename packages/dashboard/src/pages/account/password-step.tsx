// Owns asking for the password before something that protects the account changes.
import { schemas } from '@affitor/contract';
import { PasswordField } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';

export function PasswordStep(props: {
  deed: string;
  look: 'primary' | 'danger';
  onSubmit: (body: { password: string }) => Promise<void>;
  onCancel: () => void;
}) {
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.passwordBody,
    { password: '' },
    props.onSubmit,
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <PasswordField
        label="Your password"
        problem={problemOf('password')}
        input={register('password')}
      />
      <FormActions deed={props.deed} look={props.look} isBusy={isBusy} onCancel={props.onCancel} />
    </form>
  );
}
