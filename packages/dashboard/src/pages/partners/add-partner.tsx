// Owns adding a partner, with a first link.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { toast } from 'sonner';
import { type Answer, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import { PARTNER_READS } from './reads.js';

type Group = Answer<'listGroups'>['data'][number];

interface DialogProps {
  groups: readonly Group[];
  isOpen: boolean;
  onClose: () => void;
}

export function AddPartnerDialog(props: DialogProps) {
  return (
    <Dialog
      title="Add a partner"
      description="An active partner gets a link at once."
      isOpen={props.isOpen}
      onClose={props.onClose}
    >
      <AddPartnerForm key={String(props.isOpen)} {...props} />
    </Dialog>
  );
}

const asId = { setValueAs: (id: string) => Number(id) || undefined };
const orLeftOut = { setValueAs: (text: string) => text || undefined };

function GroupOptions({ groups }: { groups: readonly Group[] }) {
  return groups
    .filter(({ is_default: isDefault }) => !isDefault)
    .map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ));
}

function AddPartnerForm({ groups, onClose }: DialogProps) {
  const program = useProgram();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { form, register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createPartnerBody,
    { name: '', email: '', status: 'active', link: {} },
    async ({ link, ...body }) => {
      const withLink = body.status === 'active' ? { ...body, link: link ?? {} } : body;
      const params = { id: program.id };
      const { data } = await callApi('createPartner', { params, body: withLink });
      toast.success(`${data.name} is in the program`);
      onClose();
      await refresh(client, PARTNER_READS);
      await navigate({
        to: '/programs/$programId/partners/$partnerId',
        params: { programId: String(program.id), partnerId: String(data.id) },
      });
    },
  );
  const isActive = form.watch('status') === 'active';
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <Field label="Name" problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
      </Field>
      <Field label="Email" problem={problemOf('email')}>
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="off" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Status">
          {(control) => (
            <Select {...control} {...register('status')}>
              <option value="active">Active</option>
              <option value="applied">Applied</option>
              <option value="invited">Invited</option>
            </Select>
          )}
        </Field>
        <Field label="Group" problem={problemOf('group_id')}>
          {(control) => (
            <Select {...control} {...register('group_id', asId)}>
              <option value="">Default</option>
              <GroupOptions groups={groups} />
            </Select>
          )}
        </Field>
      </div>
      {isActive && (
        <Field
          label="Link code"
          hint="What stands behind ?aff= in the link. Left empty, one is made."
          problem={problemOf('link.short_link')}
        >
          {(control) => (
            <Input
              {...control}
              {...register('link.short_link', orLeftOut)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      <FormActions deed="Add the partner" isBusy={isBusy} onCancel={onClose} />
    </form>
  );
}
