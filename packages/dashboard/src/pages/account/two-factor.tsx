// Owns two-factor sign-in: switching it on with an app, recovery codes, switching it off.
import { schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { type Answer, callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy.js';
import { Field, Input } from '../../ui/fields.js';
import { FormActions, FormProblem, useApiForm } from '../../ui/form.js';
import { QrCode } from '../../ui/qr-code.js';
import { Badge, Card } from '../../ui/surface.js';
import { PasswordStep } from './password-step.js';
import { RecoveryCodes } from './recovery-codes.js';

type Start = Answer<'startTwoFactor'>['data'];

type Step =
  | { name: 'rest' }
  | { name: 'password'; deed: 'start' | 'renew' | 'disable' }
  | { name: 'app'; start: Start }
  | { name: 'codes'; codes: string[] };

export function TwoFactorSection() {
  const { user } = useSession();
  const [step, setStep] = useState<Step>({ name: 'rest' });
  const rest = () => setStep({ name: 'rest' });
  return (
    <Card
      title="Two-factor sign-in"
      about="After the password, a code of an app on your phone is asked for."
      actions={
        <Badge tone={user.two_factor_enabled ? 'good' : 'neutral'}>
          {user.two_factor_enabled ? 'On' : 'Off'}
        </Badge>
      }
    >
      {step.name === 'rest' && <Rest onStep={setStep} />}
      {step.name === 'password' && <Password deed={step.deed} onStep={setStep} onCancel={rest} />}
      {step.name === 'app' && <AppStep start={step.start} onStep={setStep} onCancel={rest} />}
      {step.name === 'codes' && <RecoveryCodes codes={step.codes} onDone={rest} />}
    </Card>
  );
}

function Rest({ onStep }: { onStep: (step: Step) => void }) {
  const { user } = useSession();
  const ask = (deed: 'start' | 'renew' | 'disable') => () => onStep({ name: 'password', deed });
  if (!user.two_factor_enabled) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-muted">
          A stolen password alone then opens nothing. You need an app such as Aegis, 1Password or
          Google Authenticator.
        </p>
        <Button look="primary" onClick={ask('start')}>
          Switch on…
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={ask('renew')}>New recovery codes…</Button>
      <Button look="danger" onClick={ask('disable')}>
        Switch off…
      </Button>
    </div>
  );
}

function Password(props: {
  deed: 'start' | 'renew' | 'disable';
  onStep: (step: Step) => void;
  onCancel: () => void;
}) {
  const client = useQueryClient();
  const { deed, onStep, onCancel } = props;
  const submit = async (body: { password: string }) => {
    if (deed === 'start') {
      onStep({ name: 'app', start: (await callApi('startTwoFactor', { body })).data });
    } else if (deed === 'renew') {
      const { data } = await callApi('renewRecoveryCodes', { body });
      onStep({ name: 'codes', codes: data.recovery_codes });
    } else {
      await callApi('disableTwoFactor', { body });
      toast.success('Two-factor sign-in is off');
      await refresh(client, ['readSession']);
      onCancel();
    }
  };
  const words = {
    start: { deed: 'Continue', look: 'primary' },
    renew: { deed: 'Make new codes', look: 'primary' },
    disable: { deed: 'Switch off', look: 'danger' },
  } as const;
  return <PasswordStep {...words[deed]} onSubmit={submit} onCancel={onCancel} />;
}

function AppStep(props: { start: Start; onStep: (step: Step) => void; onCancel: () => void }) {
  const { start } = props;
  const client = useQueryClient();
  const secret = new URL(start.totp_uri).searchParams.get('secret') ?? '';
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.codeBody,
    { code: '' },
    async (body) => {
      await callApi('confirmTwoFactor', { body });
      props.onStep({ name: 'codes', codes: start.recovery_codes });
      await refresh(client, ['readSession']);
    },
  );
  return (
    <div className="grid gap-5 sm:grid-cols-[auto_minmax(0,1fr)]">
      <QrCode text={start.totp_uri} label="QR code for the app" />
      <div className="grid content-start gap-4">
        <p>Scan the code with your app, or type this key into it:</p>
        <p className="flex items-center gap-1">
          <code className="break-all">{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={secret} label="the key" />
        </p>
        <form onSubmit={onSubmit} noValidate className="grid gap-4">
          <FormProblem text={problem} />
          <Field label="Code that the app shows" problem={problemOf('code')}>
            {(control) => (
              <Input
                {...control}
                {...register('code')}
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={6}
                className="max-w-40 tabular-nums"
              />
            )}
          </Field>
          <FormActions deed="Switch on" isBusy={isBusy} onCancel={props.onCancel} />
        </form>
      </div>
    </div>
  );
}
