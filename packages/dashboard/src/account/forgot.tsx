// Owns asking for a link that resets the password.
import { schemas } from '@affitor/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { callApi } from '../api/client.js';
import { Button } from '../ui/button.js';
import { Field, Input } from '../ui/fields.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { AccountFrame, textLink } from './frame.js';
import { MailSent } from './mail-sent.js';

export function ForgotPasswordPage() {
  const [email, setEmail] = useState<string | null>(null);
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.emailBody,
    { email: '' },
    async (body) => {
      await callApi('forgotPassword', { body });
      setEmail(body.email);
    },
  );
  if (email !== null) {
    return <MailSent email={email} about="The link in it works once, for one hour." />;
  }
  return (
    <AccountFrame
      title="Reset the password"
      about="We mail you a link with which you choose a new one."
      below={
        <Link to="/sign-in" className={textLink}>
          Back to signing in
        </Link>
      }
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field label="Email" problem={problemOf('email')}>
          {(control) => (
            <Input {...control} {...register('email')} type="email" autoComplete="username" />
          )}
        </Field>
        <Button look="primary" type="submit" isBusy={isBusy}>
          Mail me a link
        </Button>
      </form>
    </AccountFrame>
  );
}
