// Owns making a link for a partner: its code, its name, and the page that it leads to.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Snippet } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import { usePartnerChoices } from '../../ui/partner-name.js';

interface DialogProps {
  /** Whose link; asked for when left out. */
  partnerId?: number;
  isOpen: boolean;
  onClose: () => void;
}

export function AddLinkDialog(props: DialogProps) {
  return (
    <Dialog title="New link" isOpen={props.isOpen} onClose={props.onClose}>
      <AddLink key={String(props.isOpen)} {...props} />
    </Dialog>
  );
}

function AddLink(props: DialogProps) {
  const [made, setMade] = useState<Answer<'createLink'>['data'] | null>(null);
  if (made === null) return <AddLinkForm {...props} onMade={setMade} />;
  return (
    <div className="grid gap-4">
      <p>The link records clicks from now on.</p>
      <Snippet text={made.url} label="the link" />
      <Button look="primary" onClick={props.onClose}>
        Done
      </Button>
    </div>
  );
}

const orLeftOut = { setValueAs: (text: string) => text || undefined };

function AddLinkForm(
  props: DialogProps & { onMade: (link: Answer<'createLink'>['data']) => void },
) {
  const program = useProgram();
  const client = useQueryClient();
  const partners = usePartnerChoices().filter(({ status }) => status === 'active');
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createLinkBody,
    props.partnerId === undefined ? {} : { partner_id: props.partnerId },
    async (body) => {
      const { data } = await callApi('createLink', { params: { id: program.id }, body });
      await refresh(client, ['listLinks']);
      props.onMade(data);
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      {props.partnerId === undefined && (
        <Field label="Partner" problem={problemOf('partner_id') && 'Choose a partner.'}>
          {(control) => (
            <Select
              {...control}
              {...register('partner_id', { setValueAs: (id: string) => Number(id) || undefined })}
            >
              <option value="">Choose…</option>
              {partners.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field
        label="Code"
        hint="What stands behind ?aff=. Left empty, one is made."
        problem={problemOf('short_link')}
      >
        {(control) => (
          <Input
            {...control}
            {...register('short_link', orLeftOut)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        label="Leads to"
        hint={`A page of yours. Left empty: ${program.website_url}`}
        problem={problemOf('destination_url')}
      >
        {(control) => (
          <Input
            {...control}
            {...register('destination_url', orLeftOut)}
            type="url"
            placeholder={program.website_url}
          />
        )}
      </Field>
      <Field label="Name" hint="For you and the partner; optional." problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name', orLeftOut)} autoComplete="off" />}
      </Field>
      <FormActions deed="Create the link" isBusy={isBusy} onCancel={props.onClose} />
    </form>
  );
}
