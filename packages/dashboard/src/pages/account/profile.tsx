// Owns the name of the person, and moving the account to another address.
import { schemas } from '@affitor/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { queryOf, refresh } from '../../api/queries.js';
import { useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Field, Input, PasswordField } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';

export function ProfileSection() {
  const { user } = useSession();
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <>
      <NameCard key={user.name} />
      <Card
        title="Email address"
        about="Moves when the link that we mail to the new address is opened."
      >
        <p>
          Now: <strong className="break-all">{user.email}</strong>
        </p>
        {sentTo === null ? (
          <EmailForm onSent={setSentTo} />
        ) : (
          <SentNote address={sentTo} onAgain={() => setSentTo(null)} />
        )}
      </Card>
    </>
  );
}

function NameCard() {
  const { user } = useSession();
  const client = useQueryClient();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.profileBody,
    { name: user.name },
    async (body) => {
      await callApi('updateProfile', { body });
      toast.success('Saved');
      await refresh(client, ['readSession', 'listMembers']);
    },
  );
  return (
    <Card title="Name" about="What the other members see.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field label="Your name" problem={problemOf('name')}>
          {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
        </Field>
        <div className="flex justify-end">
          <Button look="primary" type="submit" isBusy={isBusy} disabled={!isDirty}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}

function EmailForm({ onSent }: { onSent: (address: string) => void }) {
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.changeEmailBody,
    { new_email: '', password: '' },
    async (body) => {
      await callApi('changeEmail', { body });
      onSent(body.new_email);
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="New address" problem={problemOf('new_email')}>
          {(control) => (
            <Input {...control} {...register('new_email')} type="email" autoComplete="email" />
          )}
        </Field>
        <PasswordField
          label="Your password"
          problem={problemOf('password')}
          input={register('password')}
        />
      </div>
      <div className="flex justify-end">
        <Button type="submit" isBusy={isBusy}>
          Send the link
        </Button>
      </div>
    </form>
  );
}

function SentNote({ address, onAgain }: { address: string; onAgain: () => void }) {
  const { data } = useQuery(queryOf('readSetup', {}));
  const outbox = data?.data.outbox_url;
  return (
    <div role="status" className="grid gap-3 rounded-xl bg-accent-soft p-4">
      <p>
        If the address can be used, a link is on its way to <strong>{address}</strong>. Until it is
        opened, nothing changes.
      </p>
      {outbox && (
        <a href={outbox} className="w-fit font-medium text-accent-text underline">
          Mails are kept here: open the outbox
        </a>
      )}
      <Button className="w-fit" onClick={onAgain}>
        Use another address
      </Button>
    </div>
  );
}
