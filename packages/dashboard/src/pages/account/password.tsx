// Owns changing the password.
import { PASSWORD_LENGTH_MIN, schemas } from '@affitor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { refresh } from '../../api/queries.js';
import { Button } from '../../ui/button.js';
import { PasswordField } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';

export function PasswordSection() {
  const [round, setRound] = useState(0);
  return (
    <Card title="Password" about="Every other session ends; you stay signed in here.">
      <PasswordForm key={round} onDone={() => setRound(round + 1)} />
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const { register, onSubmit, isBusy, problem, problemOf } = useApiForm(
    schemas.changePasswordBody,
    { current_password: '', new_password: '' },
    async (body) => {
      await callApi('changePassword', { body });
      toast.success('The password is changed', { description: 'Other sessions have ended.' });
      await refresh(client, ['listSessions', 'readSession']);
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormProblem text={problem} />
      <PasswordField
        label="Present password"
        problem={problemOf('current_password')}
        input={register('current_password')}
      />
      <PasswordField
        label="New password"
        hint={`At least ${PASSWORD_LENGTH_MIN} characters, whatever they are.`}
        isNew
        problem={problemOf('new_password')}
        input={register('new_password')}
      />
      <div className="flex justify-end">
        <Button look="primary" type="submit" isBusy={isBusy}>
          Change the password
        </Button>
      </div>
    </form>
  );
}
