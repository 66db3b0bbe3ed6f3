// Owns the sites whose pages may report clicks and sign-ups: add, remove, and what is wrong.
import { ALLOWED_ORIGINS_MAX, schemas } from '@affitor/contract';
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { tellFailure } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/fields.js';
import { Card } from '../../ui/surface.js';
import { checkOrigin } from './origin-check.js';
import { OriginTest } from './origin-test.js';
import { useSaveProgram } from './save-bar.js';

const originList = schemas.updateProgramBody.shape.allowed_origins.unwrap();

/** Whether the contract takes the text as an origin. */
function isOrigin(text: string): boolean {
  return originList.safeParse([text]).success;
}

export function OriginsSection() {
  return (
    <>
      <AllowedOrigins />
      <OriginTest />
    </>
  );
}

function AllowedOrigins() {
  const { allowed_origins: origins } = useProgram();
  const save = useSaveProgram();
  const mayChange = useMay('program:update');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const change = useMutation({
    mutationFn: (next: string[]) => save({ allowed_origins: next }),
    onError: (error) => void tellFailure(error),
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    const checked = checkOrigin(typed, origins, isOrigin);
    setProblem(checked.problem);
    if (checked.problem !== undefined) return;
    change.mutate([...origins, checked.origin], { onSuccess: () => setTyped('') });
  };
  const remove = (origin: string) => {
    change.mutate(
      origins.filter((one) => one !== origin),
      {
        onSuccess: () =>
          toast(`${origin} is removed`, {
            action: { label: 'Undo', onClick: () => change.mutate(origins) },
          }),
      },
    );
  };
  return (
    <Card
      title="Allowed origins"
      about="Pages of these sites may report clicks and sign-ups, from the next request on."
    >
      <OriginList
        origins={origins}
        isBusy={change.isPending}
        {...(mayChange ? { onRemove: remove } : {})}
      />
      {mayChange && (
        <form onSubmit={add} noValidate className="flex flex-wrap items-start gap-2">
          <Field
            label="Another origin"
            hint={`Scheme, host and port, or a bare host. At most ${ALLOWED_ORIGINS_MAX}.`}
            problem={problem}
            className="min-w-0 flex-1 basis-64"
          >
            {(control) => (
              <Input
                {...control}
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
                placeholder="https://shop.example"
                spellCheck={false}
                autoCapitalize="off"
              />
            )}
          </Field>
          <Button type="submit" look="primary" className="sm:mt-7" isBusy={change.isPending}>
            Add
          </Button>
        </form>
      )}
    </Card>
  );
}

function OriginList(props: {
  origins: readonly string[];
  isBusy: boolean;
  onRemove?: (origin: string) => void;
}) {
  const { origins, isBusy, onRemove } = props;
  return (
    <ul className="grid divide-y rounded-xl border">
      {origins.map((origin) => (
        <li key={origin} className="flex min-h-12 items-center justify-between gap-3 px-3 py-1.5">
          <code className="min-w-0 break-all">{origin}</code>
          {onRemove && (
            <Button
              look="quiet"
              size="icon"
              aria-label={`Remove ${origin}`}
              disabled={isBusy}
              onClick={() => onRemove(origin)}
            >
              <Trash2 aria-hidden="true" />
            </Button>
          )}
        </li>
      ))}
      {origins.length === 0 && (
        <li className="px-3 py-4 text-muted">No site is allowed: browsers are refused.</li>
      )}
    </ul>
  );
}
