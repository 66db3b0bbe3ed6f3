// Owns the rail of pages at the left, which a phone opens as a panel.
import { Link } from '@tanstack/react-router';
import { PROGRAM_STATUS_WORDS } from '../format/words.js';
import { Badge } from '../ui/surface.js';
import { PAGES } from './navigation.js';
import { ProgramSwitcher } from './program-switcher.js';
import { useProgram } from './session.js';

/** The rail; `onLeave` hears that a page was chosen. */
export function Sidebar({ onLeave }: { onLeave?: () => void }) {
  const program = useProgram();
  const status = PROGRAM_STATUS_WORDS[program.status];
  return (
    <div className="flex h-full flex-col gap-4">
      <ProgramSwitcher />
      <nav aria-label="Program" className="grid gap-0.5">
        {PAGES.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ programId: String(program.id) }}
            activeOptions={{ exact: label === 'Overview', includeSearch: false }}
            onClick={() => onLeave?.()}
            className="flex items-center gap-2.5 rounded-lg px-3 py-2 font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text"
          >
            <Icon className="size-4 shrink-0" aria-hidden="true" />
            {label}
          </Link>
        ))}
      </nav>
      <p className="mt-auto flex items-center gap-2 px-3 text-xs text-muted">
        <Badge tone={status?.tone ?? 'neutral'}>{status?.label}</Badge>
        Program {program.id}
      </p>
    </div>
  );
}
