// Owns one event at the side of the feed: what is known of it, the way to its story, the raw JSON.
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import type { FeedEvent } from '../../api/event-stream.js';
import { useProgram } from '../../shell/session.js';
import { buttonLook } from '../../ui/button.js';
import { CopyButton, Snippet } from '../../ui/copy.js';
import { SidePanel } from '../../ui/dialog.js';
import { Moment } from '../../ui/moment.js';
import { Fact, Facts } from '../../ui/surface.js';
import {
  amountOf,
  KIND_WORDS,
  KindBadge,
  ModeBadge,
  outcomeOf,
  tracePathOf,
} from './event-words.js';

export function EventPanel({ event, onClose }: { event: FeedEvent; onClose: () => void }) {
  const program = useProgram();
  const trace = tracePathOf(program.id, event);
  const { outcome } = event;
  return (
    <SidePanel title={`${KIND_WORDS[event.kind].label} ${event.id}`} isOpen onClose={onClose}>
      <p className="flex gap-1">
        <KindBadge kind={event.kind} />
        <ModeBadge isTest={event.is_test} />
      </p>
      <div className="grid gap-1 rounded-xl bg-sunken p-3">
        <p className="font-medium">{outcomeOf(event)}</p>
        {outcome?.fix != null && <p className="text-muted">{outcome.fix}</p>}
      </div>
      {trace !== null && (
        <Link {...({ to: trace } as LinkProps)} className={buttonLook({ look: 'primary' })}>
          Why? The whole story <ArrowRight aria-hidden="true" />
        </Link>
      )}
      <Facts>
        <Fact name="When">
          <Moment iso={event.happened_at} />
        </Fact>
        <Fact name="Partner">{event.partner?.name ?? '–'}</Fact>
        <Fact name="Amount">{amountOf(event) ?? '–'}</Fact>
        <Id name="customer_key" value={event.customer_key} />
        <Id name="transaction_id" value={event.transaction_id} />
        <Id name="click_id" value={event.click_id} />
        <Id name="Request" value={event.request_id} />
      </Facts>
      <Snippet text={JSON.stringify(event, null, 2)} label="Raw JSON" />
    </SidePanel>
  );
}

function Id({ name, value }: { name: string; value: string | null }) {
  if (value === null) return null;
  return (
    <Fact name={name}>
      <span className="inline-flex items-center gap-1">
        <code className="break-all">{value}</code>
        <CopyButton text={value} label={name} />
      </span>
    </Fact>
  );
}
