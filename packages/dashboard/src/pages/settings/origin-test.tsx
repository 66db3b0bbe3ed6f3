// Owns “test this origin”: what tracking decides about pages of an address, and why.
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/fields.js';
import { Failed } from '../../ui/states.js';
import { Card } from '../../ui/surface.js';

type Check = Answer<'checkOrigin'>['data'];

export function OriginTest() {
  const program = useProgram();
  const [typed, setTyped] = useState(program.website_url);
  const [asked, setAsked] = useState<string | null>(null);
  const { data, error, refetch, isFetching } = useQuery({
    ...queryOf('checkOrigin', { params: { id: program.id }, query: { origin: asked ?? '' } }),
    enabled: asked !== null,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed.trim());
  };
  return (
    <Card
      title="Test an origin"
      about="Paste the address of any page. The service decides as it does about its calls."
    >
      <form onSubmit={submit} noValidate className="flex flex-wrap items-end gap-2">
        <Field label="Address of a page" className="min-w-0 flex-1 basis-64">
          {(control) => (
            <Input
              {...control}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              spellCheck={false}
              autoCapitalize="off"
            />
          )}
        </Field>
        <Button type="submit" isBusy={isFetching}>
          Test
        </Button>
      </form>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {data && <Verdict check={data.data} />}
    </Card>
  );
}

function Verdict({ check }: { check: Check }) {
  const Icon = check.is_allowed ? CircleCheck : CircleX;
  return (
    <div
      role="status"
      className={
        check.is_allowed
          ? 'flex gap-3 rounded-xl bg-good-soft p-4 text-good'
          : 'flex gap-3 rounded-xl bg-bad-soft p-4 text-bad'
      }
    >
      <Icon className="mt-0.5 size-5 shrink-0" aria-hidden="true" />
      <div className="grid min-w-0 gap-1">
        <p className="font-semibold break-all">{titleOf(check)}</p>
        <p className="break-words text-ink">{reasonOf(check)}</p>
      </div>
    </div>
  );
}

function titleOf({ verdict, origin }: Check): string {
  if (verdict === 'not_an_origin') return 'This is no address of a web page';
  return verdict === 'listed' ? `${origin} may report` : `${origin} may not report`;
}

function reasonOf({ verdict, origin, matched }: Check): string {
  if (verdict === 'not_an_origin') return 'Begin with https:// or http://, as browsers do.';
  if (verdict === 'listed') return `Because of the entry ${matched.join(', ')}.`;
  return (
    `No entry of the list matches. Scheme, host and port must be alike: add ${origin}, or a bare ` +
    'host for all its schemes and ports.'
  );
}
