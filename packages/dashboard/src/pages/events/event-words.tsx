// Owns how an event reads: its kind, its mode, what became of it, where its story is told.
import { Ban, CircleDollarSign, MousePointerClick, Undo2, UserRoundPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FeedEvent } from '../../api/event-stream.js';
import { formatMoney } from '../../format/money.js';
import { Badge, type Tone } from '../../ui/surface.js';

export const KINDS = ['click', 'lead', 'sale', 'refund', 'refusal'] as const;

type Kind = FeedEvent['kind'];

export const KIND_WORDS: Readonly<
  Record<Kind, { label: string; plural: string; tone: Tone; icon: ReactNode }>
> = {
  click: { label: 'Click', plural: 'Clicks', tone: 'neutral', icon: <MousePointerClick /> },
  lead: { label: 'Sign-up', plural: 'Sign-ups', tone: 'accent', icon: <UserRoundPlus /> },
  sale: { label: 'Sale', plural: 'Sales', tone: 'good', icon: <CircleDollarSign /> },
  refund: { label: 'Refund', plural: 'Refunds', tone: 'warn', icon: <Undo2 /> },
  refusal: { label: 'Refused', plural: 'Refused', tone: 'bad', icon: <Ban /> },
};

export function KindBadge({ kind }: { kind: Kind }) {
  const { label, tone, icon } = KIND_WORDS[kind];
  return (
    <Badge tone={tone}>
      <span aria-hidden="true" className="[&_svg]:size-3.5">
        {icon}
      </span>
      {label}
    </Badge>
  );
}

/** Test and live, told apart by colour and by word. */
export function ModeBadge({ isTest }: { isTest: boolean }) {
  return <Badge tone={isTest ? 'warn' : 'neutral'}>{isTest ? 'Test' : 'Live'}</Badge>;
}

/** The amount, where the event has one; a refund takes away. */
export function amountOf({ kind, amount_cents, currency }: FeedEvent): string | null {
  if (amount_cents === null || currency === null) return null;
  return formatMoney(kind === 'refund' ? -amount_cents : amount_cents, currency);
}

/** What became of the event, in a sentence. */
export function outcomeOf(event: FeedEvent): string {
  if (event.outcome !== null) return event.outcome.sentence;
  if (event.is_test) return 'Received in test mode; counts nowhere.';
  return {
    click: 'Recorded.',
    lead: 'Credited to the partner.',
    sale: 'Credited to the partner.',
    refund: 'Taken off the commission.',
    refusal: 'Refused.',
  }[event.kind];
}

const PLACES = { click: 'clicks', customer: 'customers', sale: 'sales', commission: 'commissions' };

/** The address of the page that tells the story of the event, within the dashboard. */
export function tracePathOf(programId: number, event: FeedEvent): string | null {
  const base = `/programs/${programId}/trace`;
  if (event.trace !== null) {
    return `${base}/${PLACES[event.trace.kind]}/${encodeURIComponent(event.trace.id)}`;
  }
  if (event.kind === 'refusal' && event.request_id !== null) {
    return `${base}/refusals/${encodeURIComponent(event.request_id)}`;
  }
  return null;
}
