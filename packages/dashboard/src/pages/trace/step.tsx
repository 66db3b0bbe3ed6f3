// Owns the parts that the steps of a trace are made of: heads, reasons, places and partners.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProgram } from '../../shell/session.js';
import { Moment } from '../../ui/moment.js';
import { Prose } from '../../ui/prose.js';
import { Badge, type Tone } from '../../ui/surface.js';

/** What happened, when, and in one word how it ended. */
export function StepHead(props: {
  title: ReactNode;
  at: string;
  outcome?: { tone: Tone; words: string } | undefined;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <h3 className="min-w-0 font-semibold break-words">{props.title}</h3>
      {props.outcome && <Badge tone={props.outcome.tone}>{props.outcome.words}</Badge>}
      <span className="text-[0.8125rem] text-muted sm:ml-auto">
        <Moment iso={props.at} />
      </span>
    </div>
  );
}

/** Why, and what to do about it where something can be done. */
export function Why({ reason }: { reason: { sentence: string; fix: string | null } }) {
  return (
    <p className="max-w-prose">
      <Prose text={reason.sentence} />
      {reason.fix !== null && (
        <span className="block text-muted">
          What helps: <Prose text={reason.fix} />
        </span>
      )}
    </p>
  );
}

/** A partner by name, leading to its page; nobody where there is none. */
export function Credited({ partner }: { partner: { partner_id: number; name: string } | null }) {
  const program = useProgram();
  if (partner === null) return <span>nobody</span>;
  return (
    <Link
      to="/programs/$programId/partners/$partnerId"
      params={{ programId: String(program.id), partnerId: String(partner.partner_id) }}
      className="font-medium break-words text-accent-text underline-offset-2 hover:underline"
    >
      {partner.name}
    </Link>
  );
}

/** A line of small facts, without those that are not known. */
export function SmallFacts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== '');
  if (known.length === 0) return null;
  return (
    <dl className="grid gap-0.5 text-[0.8125rem] text-muted">
      {known.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-2">
          <dt className="shrink-0">{name}</dt>
          <dd className="min-w-0 break-all text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
