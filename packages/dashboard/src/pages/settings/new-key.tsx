// Owns making a management key: its scopes, programs and end; the key itself is shown once.
import { SCOPES, schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Snippet } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
}

export function NewKeyDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Dialog title="New management key" isOpen={isOpen} onClose={onClose}>
      <NewKey key={String(isOpen)} onClose={onClose} />
    </Dialog>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const [key, setKey] = useState<string | null>(null);
  if (key === null) return <NewKeyForm onMade={setKey} onClose={onClose} />;
  return (
    <div className="grid gap-4">
      <p>It is shown now and never again.</p>
      <Snippet text={key} label="management key" />
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </div>
  );
}

function NewKeyForm({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const program = useProgram();
  const client = useQueryClient();
  const { form, register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createManagementKeyBody,
    { name: '', scopes: ['program:read'], program_scope: null, expires_at: null },
    async (body) => {
      const { data } = await callApi('createManagementKey', { body });
      await refresh(client, ['listManagementKeys']);
      onMade(data.key);
    },
  );
  const isLimited = (form.watch('program_scope') ?? null) !== null;
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Name" hint="What uses it." problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
      </Field>
      <Scopes input={register('scopes')} problem={problemOf('scopes')} />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={isLimited}
          onChange={({ target }) =>
            form.setValue('program_scope', target.checked ? [String(program.id)] : null)
          }
          className="size-4 accent-accent"
        />
        Only for {program.name}
      </label>
      <Field label="Expires" hint="Left empty: never." problem={problemOf('expires_at')}>
        {(control) => (
          <Input
            {...control}
            {...register('expires_at', {
              setValueAs: (day: string | null) => (day ? new Date(day).toISOString() : null),
            })}
            type="date"
          />
        )}
      </Field>
      <FormActions deed="Create the key" isBusy={isBusy} onCancel={onClose} />
    </form>
  );
}

function Scopes(props: { input: UseFormRegisterReturn; problem: string | undefined }) {
  const { input, problem } = props;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">May</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {SCOPES.map((scope) => (
          <label key={scope} className="flex items-center gap-2">
            <input type="checkbox" value={scope} {...input} className="size-4 accent-accent" />
            {scope === '*' ? 'everything' : <code>{scope}</code>}
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p role="alert" className="text-bad">
          Choose at least one.
        </p>
      )}
    </fieldset>
  );
}
