// Owns the first page of a fresh installation: it makes the first owner.
import { schemas } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { callApi } from '../api/client.js';
import { queryOf } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Field, Input } from '../ui/fields.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { useAfterSignIn } from './after-sign-in.js';
import { AccountFrame, textLink } from './frame.js';
import { NewPersonFields } from './new-person-fields.js';

export function SetupPage() {
  const { data } = useQuery(queryOf('readSetup', {}));
  if (data && !data.data.setup_required) return <SetupDone />;
  return (
    <AccountFrame
      title="Welcome to Affitor"
      about="This installation has no account yet. The one that you make now owns it."
      below={
        data?.data.mail === 'outbox' &&
        'No mail server is configured: mails are kept in an outbox instead of being sent.'
      }
    >
      <SetupForm />
    </AccountFrame>
  );
}

function SetupDone() {
  return (
    <AccountFrame title="This installation has its owner">
      <p className="text-muted">The first account can be made once.</p>
      <Link to="/sign-in" className={textLink}>
        Sign in
      </Link>
    </AccountFrame>
  );
}

function SetupForm() {
  const afterSignIn = useAfterSignIn();
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.setupBody,
    { name: '', email: '', password: '', workspace_name: '' },
    async (body) => {
      await callApi('setUp', { body });
      await afterSignIn();
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <NewPersonFields register={register as never} problemOf={problemOf} />
      <Field
        label="Company"
        hint="What your workspace is called."
        problem={problemOf('workspace_name')}
      >
        {(control) => (
          <Input {...control} {...register('workspace_name')} autoComplete="organization" />
        )}
      </Field>
      <Button look="primary" type="submit" isBusy={isBusy}>
        Create the owner account
      </Button>
    </form>
  );
}
