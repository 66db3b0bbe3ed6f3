// Owns a card of code to copy, one language at a time, with whether its events have come.
import { useState } from 'react';
import { cn } from '../../ui/classes.js';
import { Snippet } from '../../ui/copy.js';
import { Badge, Card } from '../../ui/surface.js';
import type { TrackingSnippet } from './snippets.js';

export function SnippetCard(props: {
  title: string;
  about: string;
  /** Whether an event of this kind, test or real, has come. */
  isDone?: boolean | undefined;
  snippets: readonly TrackingSnippet[];
}) {
  const [id, setId] = useState(props.snippets[0]?.id);
  const chosen = props.snippets.find((snippet) => snippet.id === id);
  return (
    <Card
      title={props.title}
      about={props.about}
      actions={
        props.isDone !== undefined && (
          <Badge tone={props.isDone ? 'good' : 'neutral'}>
            {props.isDone ? 'Events have come' : 'No event yet'}
          </Badge>
        )
      }
    >
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Language of the snippet</legend>
        {props.snippets.map((snippet) => (
          <button
            key={snippet.id}
            type="button"
            aria-pressed={snippet.id === id}
            onClick={() => setId(snippet.id)}
            className={cn(
              'rounded-lg px-3 py-1.5 font-medium text-muted hover:bg-sunken',
              snippet.id === id && 'bg-accent-soft text-accent-text hover:bg-accent-soft',
            )}
          >
            {snippet.label}
          </button>
        ))}
      </fieldset>
      {chosen && (
        <>
          <p className="text-muted">{chosen.place}</p>
          <Snippet text={chosen.code} label={`${props.title}, ${chosen.label}`} />
        </>
      )}
    </Card>
  );
}
