// Owns choosing a new password with a mailed link.
import { schemas } from '@affitor/contract';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { callApi } from '../api/client.js';
import { Button } from '../ui/button.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { AccountFrame } from './frame.js';
import { useLinkToken } from './link-token.js';
import { NewPasswordField } from './new-person-fields.js';

export function ResetPasswordPage() {
  const token = useLinkToken();
  const navigate = useNavigate();
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.resetPasswordBody,
    { token, new_password: '' },
    async (body) => {
      await callApi('resetPassword', { body });
      toast.success('The password is changed. Sign in with it.');
      await navigate({ to: '/sign-in' });
    },
  );
  return (
    <AccountFrame title="Choose a new password" about="Every session of the account ends.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem ?? tokenProblem(token)} />
        <NewPasswordField problem={problemOf('new_password')} input={register('new_password')} />
        <Button look="primary" type="submit" isBusy={isBusy} disabled={token === ''}>
          Change the password
        </Button>
      </form>
    </AccountFrame>
  );
}

function tokenProblem(token: string): string | undefined {
  return token === '' ? 'The address is incomplete: open the whole link of the mail.' : undefined;
}
