// Owns what narrows the feed: kind, mode, partner and one text, all kept in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import type { FormEvent } from 'react';
import { Button } from '../../ui/button.js';
import { cn } from '../../ui/classes.js';
import { Input, Select } from '../../ui/fields.js';
import { PartnerFilter } from '../../ui/partner-name.js';
import { KIND_WORDS, KINDS } from './event-words.js';

export const EVENTS_ROUTE = '/signed-in/programs/$programId/events';

export interface EventSearch {
  kind?: (typeof KINDS)[number];
  mode?: 'test';
  partner?: number;
  q?: string;
}

/** Changes what stands in the address; undefined takes it out. */
export function useChangeSearch() {
  const navigate = useNavigate({ from: '/programs/$programId/events' });
  return (change: { [Name in keyof EventSearch]: EventSearch[Name] | undefined }) =>
    void navigate({
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== undefined),
        ),
      replace: true,
    });
}

export function EventFilters() {
  const search = useSearch({ from: EVENTS_ROUTE });
  const change = useChangeSearch();
  return (
    <>
      <ModeSwitch mode={search.mode ?? 'live'} />
      <Select
        aria-label="Kind of event"
        className="h-8 w-36"
        value={search.kind ?? ''}
        onChange={({ target }) =>
          change({ kind: KINDS.find((kind) => kind === target.value) ?? undefined })
        }
      >
        <option value="">All events</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KIND_WORDS[kind].plural}
          </option>
        ))}
      </Select>
      {search.mode !== 'test' && (
        <PartnerFilter value={search.partner} onChange={(partner) => change({ partner })} />
      )}
      <TextFilter q={search.q} />
    </>
  );
}

function ModeSwitch({ mode }: { mode: 'live' | 'test' }) {
  const change = useChangeSearch();
  return (
    <fieldset className="flex rounded-lg border border-line-strong p-0.5">
      <legend className="sr-only">Live or test events</legend>
      {(['live', 'test'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={mode === one}
          onClick={() =>
            change(one === 'test' ? { mode: 'test', partner: undefined } : { mode: undefined })
          }
          className={cn(
            'h-6.5 rounded-md px-2.5 text-[0.8125rem] font-medium text-muted hover:text-ink',
            mode === one && (one === 'test' ? 'bg-warn-soft text-warn' : 'bg-good-soft text-good'),
          )}
        >
          {one === 'test' ? 'Test' : 'Live'}
        </button>
      ))}
    </fieldset>
  );
}

function TextFilter({ q }: { q: string | undefined }) {
  const change = useChangeSearch();
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('q');
    const text = typeof typed === 'string' ? typed.trim() : '';
    change({ q: text === '' ? undefined : text });
  };
  return (
    <form onSubmit={find} className="flex min-w-0 flex-1 basis-56 gap-2">
      <Input
        key={q}
        name="q"
        aria-label="Customer, transaction, click or request, written in full"
        placeholder="Customer, order, click or request id"
        defaultValue={q ?? ''}
        className="h-8 max-w-72"
      />
      <Button size="small" type="submit" aria-label="Find">
        <Search aria-hidden="true" />
      </Button>
      {q !== undefined && (
        <Button
          size="small"
          look="quiet"
          aria-label="Show all again"
          onClick={() => change({ q: undefined })}
        >
          <X aria-hidden="true" />
        </Button>
      )}
    </form>
  );
}
