// Owns the sign-in page: email and password, then a code where the account asks for one.
import { schemas } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { callApi } from '../api/client.js';
import { queryOf } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Field, Input, PasswordField } from '../ui/fields.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { useAfterSignIn } from './after-sign-in.js';
import { AccountFrame, textLink } from './frame.js';

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const [asksCode, setAsksCode] = useState(false);
  const afterSignIn = useAfterSignIn();
  const { data: setup } = useQuery(queryOf('readSetup', {}));
  if (asksCode) {
    return <CodeStep onBack={() => setAsksCode(false)} onDone={() => afterSignIn(next)} />;
  }
  return (
    <AccountFrame
      title="Sign in"
      below={
        setup?.data.setup_required ? (
          <Link to="/setup" className={textLink}>
            Make the first account
          </Link>
        ) : (
          setup?.data.sign_up === 'open' && (
            <>
              New here?{' '}
              <Link to="/sign-up" className={textLink}>
                Make an account
              </Link>
            </>
          )
        )
      }
    >
      <PasswordStep onCode={() => setAsksCode(true)} onDone={() => afterSignIn(next)} />
    </AccountFrame>
  );
}

function PasswordStep(props: { onCode: () => void; onDone: () => Promise<void> }) {
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.signInBody,
    { email: '', password: '', remember: true },
    async (body) => {
      const { data } = await callApi('signIn', { body });
      if (data.status === 'two_factor_required') props.onCode();
      else await props.onDone();
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Email" problem={problemOf('email')}>
        {(control) => (
          <Input {...control} {...register('email')} type="email" autoComplete="username" />
        )}
      </Field>
      <PasswordField
        label="Password"
        problem={problemOf('password')}
        input={register('password')}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <label className="flex items-center gap-2">
          <input type="checkbox" {...register('remember')} className="size-4 accent-accent" />
          Stay signed in
        </label>
        <Link to="/forgot-password" className={textLink}>
          Forgot the password?
        </Link>
      </div>
      <Button look="primary" type="submit" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function CodeStep(props: { onBack: () => void; onDone: () => Promise<void> }) {
  const [usesRecovery, setUsesRecovery] = useState(false);
  const name = usesRecovery ? 'recovery_code' : 'code';
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.twoFactorSignInBody,
    {},
    async (body) => {
      await callApi('signInWithCode', { body });
      await props.onDone();
    },
  );
  return (
    <AccountFrame
      title="Enter the code"
      about={
        usesRecovery
          ? 'One of the recovery codes that you kept. Each works once.'
          : 'The six digits that your app shows now.'
      }
      below={
        <button type="button" className={textLink} onClick={props.onBack}>
          Back to the password
        </button>
      }
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field key={name} label={usesRecovery ? 'Recovery code' : 'Code'} problem={problemOf(name)}>
          {(control) => (
            <Input
              {...control}
              {...register(name, { shouldUnregister: true })}
              autoComplete="one-time-code"
              inputMode={usesRecovery ? 'text' : 'numeric'}
            />
          )}
        </Field>
        <Button look="primary" type="submit" isBusy={isBusy}>
          Sign in
        </Button>
        <button type="button" className={textLink} onClick={() => setUsesRecovery(!usesRecovery)}>
          {usesRecovery ? 'Use the app instead' : 'Use a recovery code'}
        </button>
      </form>
    </AccountFrame>
  );
}
