// Owns the way from any record to the page that tells its story.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProgram } from '../shell/session.js';

export function TraceLink(props: {
  kind: 'clicks' | 'customers' | 'sales' | 'commissions';
  id: number | string;
  children: ReactNode;
}) {
  const program = useProgram();
  return (
    <Link
      to="/programs/$programId/trace/$kind/$id"
      params={{ programId: String(program.id), kind: props.kind, id: String(props.id) }}
      className="w-fit font-medium text-accent-text underline-offset-2 hover:underline"
    >
      {props.children}
    </Link>
  );
}
