// Owns the fields that make an account: a name, an address, a password.
import { PASSWORD_LENGTH_MIN } from '@affitor/contract';
import type { ComponentProps } from 'react';
import type { UseFormRegister } from 'react-hook-form';
import { Field, Input, PasswordField } from '../ui/fields.js';

interface PersonValues {
  name?: string | undefined;
  email: string;
  password: string;
}

/** The three fields; `register` and `problemOf` are those of the form around them. */
export function NewPersonFields(props: {
  register: UseFormRegister<PersonValues>;
  problemOf: (name: 'name' | 'email' | 'password') => string | undefined;
}) {
  const { register, problemOf } = props;
  return (
    <>
      <Field label="Your name" problem={problemOf('name')}>
        {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
      </Field>
      <Field label="Email" problem={problemOf('email')}>
        {(control) => (
          <Input {...control} {...register('email')} type="email" autoComplete="username" />
        )}
      </Field>
      <NewPasswordField problem={problemOf('password')} input={register('password')} />
    </>
  );
}

/** A password that is chosen now. */
export function NewPasswordField(props: {
  problem: string | undefined;
  input: ComponentProps<'input'>;
}) {
  const { problem, input } = props;
  const hint = `At least ${PASSWORD_LENGTH_MIN} characters.`;
  return <PasswordField label="Password" hint={hint} isNew problem={problem} input={input} />;
}
