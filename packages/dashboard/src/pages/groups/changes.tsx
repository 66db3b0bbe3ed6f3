// Owns how changes of terms are shown: what is different, and which change comes next.
import { CalendarClock } from 'lucide-react';
import { formatDistance } from '../../format/moments.js';
import { now } from '../../platform/clock.js';
import { Moment } from '../../ui/moment.js';
import { differences, type Policy, type Terms, termsSentence } from './terms.js';

/** What the second terms change of the first, line by line. */
export function Differences({ before, after }: { before: Terms; after: Terms }) {
  const changes = differences(before, after);
  if (changes.length === 0) return null;
  return (
    <ul className="grid gap-1 text-[0.8125rem] text-muted">
      {changes.map(([name, old, next]) => (
        <li key={name}>
          {name}: <s>{old}</s> → <strong className="text-ink">{next}</strong>
        </li>
      ))}
    </ul>
  );
}

/** The first version to come; nothing when none is planned. */
export function NextChange(props: {
  policies: readonly Policy[];
  current: Policy | undefined;
  partnersCount: number;
}) {
  const { policies, current, partnersCount } = props;
  const moment = now();
  const next = policies
    .filter(({ effective_from: from }) => from > moment.toISOString())
    .sort((one, other) => (one.effective_from < other.effective_from ? -1 : 1))[0];
  if (!next) return null;
  return (
    <div className="flex gap-3 rounded-xl bg-accent-soft p-4">
      <CalendarClock className="mt-0.5 size-5 shrink-0 text-accent-text" aria-hidden="true" />
      <div className="grid min-w-0 gap-1">
        <p className="font-semibold">
          Next change {formatDistance(next.effective_from, moment)}, on{' '}
          <Moment iso={next.effective_from} />
        </p>
        {current && next.product_id === null ? (
          <Differences before={current} after={next} />
        ) : (
          <p>{termsSentence(next)}</p>
        )}
        <p className="text-muted">
          {next.product_id !== null && `For product ${next.product_id}. `}
          {partnersCount === 1
            ? 'It concerns 1 partner.'
            : `It concerns ${partnersCount} partners.`}
        </p>
      </div>
    </div>
  );
}
