// Owns the way from one thing back to the list that it is in.
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useProgram } from '../shell/session.js';

export function BackLink(props: {
  to:
    | '/programs/$programId/partners'
    | '/programs/$programId/groups'
    | '/programs/$programId/trace/refusals';
  label: string;
}) {
  const program = useProgram();
  return (
    <Link
      to={props.to}
      params={{ programId: String(program.id) }}
      className="flex w-fit items-center gap-1.5 text-muted hover:text-ink"
    >
      <ArrowLeft className="size-4" aria-hidden="true" /> {props.label}
    </Link>
  );
}
