// Owns form fields: a label, the control, a hint, and what is wrong with the value.
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './classes.js';

const controlLook =
  'h-9 w-full min-w-0 rounded-lg border border-line-strong bg-panel px-3 text-ink ' +
  'disabled:opacity-60 aria-invalid:border-bad';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cn(controlLook, className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cn(controlLook, 'h-auto min-h-20 py-2', className)} />;
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={cn(controlLook, 'pr-8', className)} />;
}

/** A password: one that is known already, or one that is chosen now. */
export function PasswordField(props: {
  label: string;
  hint?: string;
  isNew?: boolean;
  problem: string | undefined;
  /** What the form registers of it. */
  input: ComponentProps<'input'>;
}) {
  const { label, hint, isNew = false, problem, input } = props;
  return (
    <Field label={label} problem={problem} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <Input
          {...control}
          {...input}
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
        />
      )}
    </Field>
  );
}

/** What a control needs so that its label, hint and problem belong to it. */
export interface FieldControl {
  id: string;
  'aria-invalid': boolean | undefined;
  'aria-describedby': string | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control. */
export function Field({ label, hint, problem, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const describedBy = [hint !== undefined && hintId, problem !== undefined && problemId];
  return (
    <div className={cn('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': problem === undefined ? undefined : true,
        'aria-describedby': describedBy.filter(Boolean).join(' ') || undefined,
      })}
      {hint !== undefined && (
        <p id={hintId} className="text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={problemId} role="alert" className="text-[0.8125rem] text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
