// Owns what the program says of itself, its time zone and its currency.
import { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { useProgram } from '../../shell/session.js';
import { Field, Input, TextArea } from '../../ui/fields.js';
import { FormProblem, useApiForm } from '../../ui/form.js';
import { Card } from '../../ui/surface.js';
import { SaveBar, useSaveProgram } from './save-bar.js';

const TEXTS = ['tagline', 'category', 'terms_url', 'resources_url'] as const;

const LABELS: Readonly<Record<(typeof TEXTS)[number], string>> = {
  tagline: 'Tagline',
  category: 'Category',
  terms_url: 'Address of the terms',
  resources_url: 'Address of material for partners',
};

type Profile = z.input<typeof profileBody>;

const profileBody = schemas.updateProgramBody.pick({
  name: true,
  slug: true,
  website_url: true,
  tagline: true,
  category: true,
  terms_url: true,
  resources_url: true,
  short_description: true,
  long_description: true,
  time_zone: true,
  currency: true,
});

/** The part of the program that the form shows. */
function profileOf(program: Profile): Profile {
  const names = Object.keys(profileBody.shape) as (keyof Profile)[];
  return Object.fromEntries(names.map((name) => [name, program[name]])) as Profile;
}

/** An emptied field means “none”. */
const orNull = { setValueAs: (text: string | null) => text || null };

export function ProfileSection() {
  const program = useProgram();
  // Made anew after saving, so that the form starts from what is stored.
  return <ProfileForm key={JSON.stringify(program)} />;
}

function ProfileForm() {
  const program = useProgram();
  const save = useSaveProgram();
  const { register, onSubmit, isBusy, isDirty, problem, problemOf } = useApiForm(
    profileBody,
    profileOf(program),
    save,
  );
  return (
    <Card title="Business profile" about="What partners read about the program.">
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        <FormProblem text={problem} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" problem={problemOf('name')}>
            {(control) => <Input {...control} {...register('name')} />}
          </Field>
          <Field label="Handle" problem={problemOf('slug')}>
            {(control) => <Input {...control} {...register('slug')} spellCheck={false} />}
          </Field>
          <Field label="Website" problem={problemOf('website_url')}>
            {(control) => <Input {...control} {...register('website_url')} type="url" />}
          </Field>
          {TEXTS.map((name) => (
            <Field key={name} label={LABELS[name]} problem={problemOf(name)}>
              {(control) => <Input {...control} {...register(name, orNull)} />}
            </Field>
          ))}
        </div>
        <Field label="Short description" problem={problemOf('short_description')}>
          {(control) => <TextArea {...control} {...register('short_description', orNull)} />}
        </Field>
        <Field label="Long description" problem={problemOf('long_description')}>
          {(control) => (
            <TextArea {...control} {...register('long_description', orNull)} rows={5} />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Time zone"
            hint="Decides where a day begins."
            problem={problemOf('time_zone')}
          >
            {(control) => <Input {...control} {...register('time_zone')} spellCheck={false} />}
          </Field>
          <Field label="Currency" problem={problemOf('currency')}>
            {(control) => <Input {...control} {...register('currency')} maxLength={3} />}
          </Field>
        </div>
        <SaveBar isBusy={isBusy} isDirty={isDirty} />
      </form>
    </Card>
  );
}
