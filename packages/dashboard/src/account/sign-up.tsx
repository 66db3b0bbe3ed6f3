// Owns making an account, where the installation is open.
import { schemas } from '@affitor/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { callApi } from '../api/client.js';
import { Button } from '../ui/button.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { AccountFrame, textLink } from './frame.js';
import { MailSent } from './mail-sent.js';
import { NewPersonFields } from './new-person-fields.js';

export function SignUpPage() {
  const [email, setEmail] = useState<string | null>(null);
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.signUpBody,
    { name: '', email: '', password: '' },
    async (body) => {
      await callApi('signUp', { body });
      setEmail(body.email);
    },
  );
  if (email !== null) {
    return <MailSent email={email} about="Open the link in it to confirm the address." />;
  }
  return (
    <AccountFrame
      title="Make an account"
      below={
        <Link to="/sign-in" className={textLink}>
          Sign in instead
        </Link>
      }
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <NewPersonFields register={register as never} problemOf={problemOf} />
        <Button look="primary" type="submit" isBusy={isBusy}>
          Make the account
        </Button>
      </form>
    </AccountFrame>
  );
}
