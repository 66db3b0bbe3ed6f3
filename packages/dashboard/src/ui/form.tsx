// Owns forms that call the API: the contract's schema checks them, the service has the last word.
import { zodResolver } from '@hookform/resolvers/zod';
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  useForm,
} from 'react-hook-form';
import type { z } from 'zod';
import { ApiFailure, explainFailure } from '../api/failure.js';
import { Button } from './button.js';

type Schema = z.ZodType<FieldValues, FieldValues>;

/** What the service says of one field: `name: too long`. */
const FIELD_PROBLEM = /^([a-z_.0-9]+): (.+)$/;

/**
 * A form over a schema of the contract.
 * @param submit calls the API; what it throws is shown in the form
 */
export function useApiForm<Body extends Schema>(
  schema: Body,
  defaultValues: DefaultValues<z.input<Body>>,
  submit: (values: z.input<Body>) => Promise<unknown>,
) {
  type Values = z.input<Body>;
  const form = useForm<Values>({
    // The raw values are sent, so that the service alone decides on defaults.
    resolver: zodResolver(schema, undefined, { raw: true }) as unknown as Resolver<Values>,
    defaultValues,
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const onSubmit = form.handleSubmit(async (values) => {
    try {
      await submit(values);
    } catch (error) {
      const { field, message } = await describe(error);
      const isKnown = field !== null && Object.hasOwn(values, field);
      form.setError(isKnown ? (field as Path<Values>) : 'root.service', { message });
    }
  });
  return {
    form,
    register: form.register,
    isBusy: isSubmitting,
    isDirty,
    onSubmit: (event: React.FormEvent) => void onSubmit(event),
    problemOf: (name: Path<Values>) => {
      const found = name
        .split('.')
        .reduce<unknown>(
          (part, key) => (part as Record<string, unknown> | undefined)?.[key],
          errors,
        );
      return (found as { message?: string } | undefined)?.message;
    },
    problem: (errors.root as { service?: { message?: string } } | undefined)?.service?.message,
  };
}

async function describe(error: unknown): Promise<{ field: string | null; message: string }> {
  const { title, advice } = await explainFailure(error);
  const match = error instanceof ApiFailure ? FIELD_PROBLEM.exec(title) : null;
  if (match) return { field: match[1] ?? null, message: match[2] ?? title };
  return { field: null, message: `${title.replace(/\.?$/, '.')} ${advice}` };
}

/** What the service refused about the form as a whole. */
export function FormProblem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
      {text}
    </p>
  );
}

/** The end of a form in a dialog: give up, or do it. */
export function FormActions(props: {
  deed: string;
  look?: 'primary' | 'danger';
  isBusy: boolean;
  onCancel: () => void;
}) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={props.onCancel}>Cancel</Button>
      <Button look={props.look ?? 'primary'} type="submit" isBusy={props.isBusy}>
        {props.deed}
      </Button>
    </div>
  );
}
