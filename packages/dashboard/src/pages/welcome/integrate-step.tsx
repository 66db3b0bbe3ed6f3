// Owns the third step: who puts the tracking in, and what that person or agent needs for it.
import { schemas } from '@affitor/contract';
import { Bot, Code, Mail } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { type Answer, callApi } from '../../api/client.js';
import { useMay } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { cn } from '../../ui/classes.js';
import { Snippet } from '../../ui/copy.js';
import { Field, Input } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { agentPrompt } from './agent-prompt.js';
import { StepFrame } from './frame.js';

type Program = Answer<'readProgram'>['data'];
type Who = 'me' | 'developer' | 'agent';

const WHO: readonly { id: Who; label: string; about: string; icon: ReactNode }[] = [
  { id: 'me', label: 'I do', about: 'Code to copy', icon: <Code /> },
  { id: 'developer', label: 'A developer', about: 'An invitation', icon: <Mail /> },
  { id: 'agent', label: 'My coding agent', about: 'A prompt to paste', icon: <Bot /> },
];

export function IntegrateStep(props: {
  program: Program;
  /** Known only in the visit in which the program was made. */
  apiKey: string | null;
  onDone: (to: 'overview' | 'tracking') => void;
}) {
  const { program, apiKey, onDone } = props;
  const [who, setWho] = useState<Who>('me');
  return (
    <StepFrame
      step="integrate"
      title="Who integrates it?"
      about="Your pages report clicks and sign-ups, your server reports sales."
    >
      <KeyPart apiKey={apiKey} masked={program.api_token_masked} />
      <fieldset className="grid gap-2 sm:grid-cols-3">
        <legend className="mb-2 font-medium">Who puts it in</legend>
        {WHO.map(({ id, label, about, icon }) => (
          <button
            key={id}
            type="button"
            aria-pressed={who === id}
            onClick={() => setWho(id)}
            className={cn(
              'grid gap-1 rounded-xl border p-3 text-left hover:bg-sunken [&_svg]:size-4.5',
              who === id && 'border-accent bg-accent-soft text-accent-text hover:bg-accent-soft',
            )}
          >
            <span aria-hidden="true">{icon}</span>
            <span className="font-medium">{label}</span>
            <span className={cn('text-[0.8125rem]', who !== id && 'text-muted')}>{about}</span>
          </button>
        ))}
      </fieldset>
      {who === 'me' && (
        <p className="text-muted">
          Tracking, in the settings, has the code for pages and servers with your program’s number
          in it. Or run the example shop of the README first.
        </p>
      )}
      {who === 'developer' && <InvitePart />}
      {who === 'agent' && (
        <Snippet
          label="Prompt for a coding agent"
          text={agentPrompt({
            programId: program.id,
            programName: program.name,
            apiBase: window.location.origin,
            origins: program.allowed_origins,
          })}
        />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look={who === 'me' ? 'quiet' : 'primary'} onClick={() => onDone('overview')}>
          {who === 'me' ? 'Skip to the overview' : 'Go to the overview'}
        </Button>
        {who === 'me' && (
          <Button look="primary" onClick={() => onDone('tracking')}>
            Show me the code
          </Button>
        )}
      </div>
    </StepFrame>
  );
}

function KeyPart({ apiKey, masked }: { apiKey: string | null; masked: string }) {
  if (apiKey === null) {
    return (
      <p className="rounded-xl bg-sunken p-3 text-muted">
        The API key <code>{masked}</code> was shown when the program was made. Whoever has lost it
        makes a new one in the settings, under API key.
      </p>
    );
  }
  return (
    <div className="grid gap-2">
      <p>
        <span className="font-medium">Keep the API key.</span>{' '}
        <span className="text-muted">
          Your server reports sales with it. It is shown now and never again.
        </span>
      </p>
      <Snippet text={apiKey} label="API key" />
    </div>
  );
}

function InvitePart() {
  const mayInvite = useMay('member:manage');
  if (!mayInvite) {
    return <p className="text-muted">Only owners invite people. Ask an owner of the workspace.</p>;
  }
  return <InviteForm />;
}

function InviteForm() {
  const [invited, setInvited] = useState<string | null>(null);
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.createInvitationBody,
    { email: '', role: 'member' },
    async (body) => {
      await callApi('createInvitation', { body });
      toast.success('The invitation is on its way');
      setInvited(body.email);
    },
  );
  if (invited !== null) {
    return (
      <p role="status" className="rounded-xl bg-good-soft p-3 text-good">
        {invited} is invited and will find the code under Settings, Tracking. Hand over the API key
        on a way that you trust: the mail does not carry it.
      </p>
    );
  }
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-3">
      <FormProblem text={problem} />
      <Field
        label="Their email"
        hint="They join as a member: they see and set up everything, but make no keys."
        problem={problemOf('email')}
      >
        {(control) => <Input {...control} {...register('email')} type="email" />}
      </Field>
      <div className="flex justify-end">
        <Button type="submit" isBusy={isBusy}>
          Invite
        </Button>
      </div>
    </form>
  );
}
