// Owns how clicks, sign-ups and payments are tracked: the code to copy, windows and modes.
import { schemas } from '@affitor/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';
import { Snippet } from '../../ui/copy.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Badge, Card } from '../../ui/surface.js';
import { SaveBar, useSaveProgram } from './save-bar.js';
import { pageSnippets, saleSnippets, type TrackingSnippet } from './snippets.js';

export function TrackingSection() {
  const program = useProgram();
  const facts = { programId: program.id, apiBase: window.location.origin };
  const { data } = useQuery(queryOf('readTrackingStatus', { params: { programId: program.id } }));
  const steps = data?.data.stepStatuses;
  return (
    <>
      <SnippetCard
        title="Clicks and sign-ups"
        about="On your pages. Their origins must be allowed."
        status={steps?.pageview}
        snippets={pageSnippets(facts)}
      />
      <SnippetCard
        title="Payments"
        about="From your server, with the API key of the program."
        snippets={saleSnippets(facts)}
      />
      <WindowForm key={JSON.stringify(program)} />
    </>
  );
}

function SnippetCard(props: {
  title: string;
  about: string;
  status?: 'complete' | 'pending' | undefined;
  snippets: readonly TrackingSnippet[];
}) {
  const [id, setId] = useState(props.snippets[0]?.id);
  const chosen = props.snippets.find((snippet) => snippet.id === id);
  return (
    <Card
      title={props.title}
      about={props.about}
      actions={
        props.status !== undefined && (
          <Badge tone={props.status === 'complete' ? 'good' : 'neutral'}>
            {props.status === 'complete' ? 'Test event received' : 'No test event yet'}
          </Badge>
        )
      }
    >
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Language of the snippet</legend>
        {props.snippets.map((snippet) => (
          <button
            key={snippet.id}
            type="button"
            aria-pressed={snippet.id === id}
            onClick={() => setId(snippet.id)}
            className={cn(
              'rounded-lg px-3 py-1.5 font-medium text-muted hover:bg-sunken',
              snippet.id === id && 'bg-accent-soft text-accent-text hover:bg-accent-soft',
            )}
          >
            {snippet.label}
          </button>
        ))}
      </fieldset>
      {chosen && (
        <>
          <p className="text-muted">{chosen.place}</p>
          <Snippet text={chosen.code} label={`${props.title}, ${chosen.label}`} />
        </>
      )}
    </Card>
  );
}

function WindowForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    schemas.updateProgramBody.pick({
      cookie_window_days: true,
      lead_auth: true,
      payment_tracking_mode: true,
    }),
    {
      cookie_window_days: program.cookie_window_days,
      lead_auth: program.lead_auth,
      payment_tracking_mode: program.payment_tracking_mode,
    },
    save,
  );
  return (
    <Card title="Windows and modes">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <div className="grid gap-4 sm:grid-cols-3">
          <Field
            label="Cookie window in days"
            hint="How long a click is remembered."
            problem={problemOf('cookie_window_days')}
          >
            {(control) => (
              <Input
                {...control}
                {...register('cookie_window_days', { valueAsNumber: true })}
                type="number"
                min={1}
                max={365}
              />
            )}
          </Field>
          <Field label="Sign-ups come from" problem={problemOf('lead_auth')}>
            {(control) => (
              <Select {...control} {...register('lead_auth')}>
                <option value="browser_allowed">Pages or the server</option>
                <option value="server_required">The server; pages are provisional</option>
              </Select>
            )}
          </Field>
          <Field label="Payments come from" problem={problemOf('payment_tracking_mode')}>
            {(control) => (
              <Select {...control} {...register('payment_tracking_mode')}>
                <option value="stripe">Stripe</option>
                <option value="s2s">Your server</option>
                <option value="manual">By hand</option>
              </Select>
            )}
          </Field>
        </div>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
