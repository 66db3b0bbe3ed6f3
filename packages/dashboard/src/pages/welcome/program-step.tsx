// Owns the first step: the program's name and site. The site's origin is allowed at once.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type Answer, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useShowSample } from '../../shell/sample.js';
import { useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { StepFrame } from './frame.js';

export type CreatedProgram = Answer<'createProgram'>['data'];

export function ProgramStep({ onDone }: { onDone: (program: CreatedProgram) => void }) {
  const client = useQueryClient();
  const showSample = useShowSample();
  const { workspace } = useSession();
  const { form, register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createProgramBody.pick({ name: true, website_url: true, time_zone: true }),
    {
      name: workspace?.name ?? '',
      website_url: '',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    async (body) => {
      const { data } = await callApi('createProgram', { body });
      await refresh(client, ['listPrograms']);
      onDone(data);
    },
  );
  const origin = originOf(form.watch('website_url'));
  return (
    <StepFrame
      step="program"
      title="What do you sell?"
      about="A program is what partners join: one product, its links, its commissions."
    >
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <Field label="Name" hint="Partners see it." problem={problemOf('name')}>
          {(control) => <Input {...control} {...register('name')} autoComplete="off" />}
        </Field>
        <Field
          label="Website"
          hint={
            origin === null
              ? 'Its pages may then report clicks and sign-ups.'
              : `Pages of ${origin} may report clicks and sign-ups.`
          }
          problem={problemOf('website_url')}
        >
          {(control) => (
            <Input
              {...control}
              {...register('website_url')}
              type="url"
              placeholder="https://acme.example"
              autoComplete="url"
            />
          )}
        </Field>
        <Field
          label="Time zone"
          hint="Decides where a day begins in reports."
          problem={problemOf('time_zone')}
        >
          {(control) => <Input {...control} {...register('time_zone')} />}
        </Field>

        <div className="flex flex-wrap items-center justify-end gap-2">
          <Button look="quiet" isBusy={showSample.isPending} onClick={() => showSample.mutate()}>
            Skip: look around with sample data
          </Button>
          <Button look="primary" type="submit" isBusy={isBusy}>
            Create the program
          </Button>
        </div>
      </form>
    </StepFrame>
  );
}

function originOf(address: string | undefined): string | null {
  try {
    const { origin, protocol } = new URL(address ?? '');
    return protocol === 'http:' || protocol === 'https:' ? origin : null;
  } catch {
    return null;
  }
}
