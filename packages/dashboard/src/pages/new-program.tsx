// Owns making a program: its name and website; everything else has a default and can be changed.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AccountFrame, textLink } from '../account/frame.js';
import { type Answer, callApi } from '../api/client.js';
import { refresh } from '../api/queries.js';
import { useMay, usePrograms } from '../shell/session.js';
import { Button } from '../ui/button.js';
import { Snippet } from '../ui/copy.js';
import { Field, Input } from '../ui/fields.js';
import { FormProblem, useApiForm } from '../ui/form.js';

type Created = Answer<'createProgram'>['data'];

export function NewProgramPage() {
  const [created, setCreated] = useState<Created | null>(null);
  const mayCreate = useMay('program:create');
  const { data } = usePrograms();
  const hasPrograms = (data?.data.length ?? 0) > 0;
  if (created !== null) return <KeyStep program={created} />;
  return (
    <AccountFrame
      title={hasPrograms ? 'New program' : 'Set up your first program'}
      about="A program is what partners join: one product, its links, its commissions."
      below={
        hasPrograms && (
          <Link to="/" className={textLink}>
            Back to the dashboard
          </Link>
        )
      }
    >
      {mayCreate ? (
        <ProgramForm onCreated={setCreated} />
      ) : (
        <p className="text-muted">Ask an owner of the workspace to make one.</p>
      )}
    </AccountFrame>
  );
}

function ProgramForm({ onCreated }: { onCreated: (program: Created) => void }) {
  const client = useQueryClient();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createProgramBody,
    { name: '', website_url: '', time_zone: timeZone, currency: 'USD' },
    async (body) => {
      const { data } = await callApi('createProgram', { body });
      await refresh(client, ['listPrograms']);
      onCreated(data);
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Name" problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
      </Field>
      <Field
        label="Website"
        hint="Its pages may report clicks and sign-ups."
        problem={problemOf('website_url')}
      >
        {(control) => (
          <Input
            {...control}
            {...register('website_url')}
            type="url"
            placeholder="https://acme.example"
          />
        )}
      </Field>
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Field label="Time zone" problem={problemOf('time_zone')}>
          {(control) => <Input {...control} {...register('time_zone')} />}
        </Field>
        <Field label="Currency" problem={problemOf('currency')}>
          {(control) => <Input {...control} {...register('currency')} maxLength={3} />}
        </Field>
      </div>
      <p className="rounded-lg bg-sunken px-3 py-2 text-muted">
        A $100 sale earns the partner $20, for 12 months of payments, payable after 15 days. You can
        change this under Groups.
      </p>
      <Button look="primary" type="submit" isBusy={isBusy}>
        Create the program
      </Button>
    </form>
  );
}

function KeyStep({ program }: { program: Created }) {
  const navigate = useNavigate();
  const programId = String(program.id);
  return (
    <AccountFrame
      title="Keep the API key"
      about="Your server sends sales with it. It is shown now and never again."
    >
      <Snippet text={program.api_token} label="API key" />
      <Button
        look="primary"
        onClick={() =>
          void navigate({
            to: '/programs/$programId/settings/{-$section}',
            params: { programId, section: 'tracking' },
          })
        }
      >
        I have kept it: go on to tracking
      </Button>
    </AccountFrame>
  );
}
