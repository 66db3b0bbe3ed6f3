// Owns accepting an invitation to a workspace, with an account or by making one.
import { schemas } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Answer, callApi } from '../api/client.js';
import { queryOf } from '../api/queries.js';
import { switchWorkspace } from '../api/workspace.js';
import { Button } from '../ui/button.js';
import { Field, Input } from '../ui/fields.js';
import { FormProblem, useApiForm } from '../ui/form.js';
import { Failed, PageSkeleton } from '../ui/states.js';
import { useAfterSignIn } from './after-sign-in.js';
import { AccountFrame, textLink } from './frame.js';
import { useLinkToken } from './link-token.js';
import { NewPasswordField } from './new-person-fields.js';

type Preview = Answer<'previewInvitation'>['data'];

const ROLE_WORDS = {
  owner: 'an owner, who may do everything',
  member: 'a member, who runs the programs',
  read_only: 'a reader, who sees everything and changes nothing',
} as const;

export function InvitationPage() {
  const token = useLinkToken();
  const preview = useQuery({
    queryKey: ['previewInvitation', token],
    queryFn: () => callApi('previewInvitation', { body: { token } }),
    enabled: token !== '',
    retry: false,
  });
  if (token === '' || preview.isError) {
    return (
      <AccountFrame title="Invitation">
        <Failed error={preview.error ?? new Error('no token')} />
      </AccountFrame>
    );
  }
  if (!preview.data) {
    return (
      <AccountFrame title="Invitation">
        <PageSkeleton />
      </AccountFrame>
    );
  }
  return <Invitation token={token} preview={preview.data.data} />;
}

function Invitation({ token, preview }: { token: string; preview: Preview }) {
  const session = useQuery({ ...queryOf('readSession', {}), retry: false });
  const isInvited = session.data?.data.user.email === preview.email;
  return (
    <AccountFrame
      title={`Join ${preview.workspace_name}`}
      about={`${preview.invited_by} invites ${preview.email} as ${ROLE_WORDS[preview.role]}.`}
    >
      {preview.has_account && !isInvited ? (
        <p>
          This address has an account.{' '}
          <Link to="/sign-in" className={textLink}>
            Sign in with it
          </Link>
          , then open the link of the mail again.
        </p>
      ) : (
        <AcceptForm token={token} asksPerson={!preview.has_account} />
      )}
    </AccountFrame>
  );
}

function AcceptForm({ token, asksPerson }: { token: string; asksPerson: boolean }) {
  const afterSignIn = useAfterSignIn();
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.acceptInvitationBody,
    asksPerson ? { token, name: '', password: '' } : { token },
    async (body) => {
      const { data } = await callApi('acceptInvitation', { body });
      switchWorkspace(data.workspace_id);
      await afterSignIn();
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      {asksPerson && (
        <>
          <Field label="Your name" problem={problemOf('name')}>
            {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
          </Field>
          <NewPasswordField problem={problemOf('password')} input={register('password')} />
        </>
      )}
      <Button look="primary" type="submit" isBusy={isBusy}>
        Join the workspace
      </Button>
    </form>
  );
}
