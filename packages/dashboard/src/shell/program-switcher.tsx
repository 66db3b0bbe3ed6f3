// Owns the choice among the programs of the workspace.
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, FlaskConical, Plus } from 'lucide-react';
import { Menu, MenuChoices, MenuItem, MenuLine } from '../ui/menu.js';
import { useShowSample } from './sample.js';
import { useMay, useProgram, usePrograms, useSession } from './session.js';

export function ProgramSwitcher() {
  const program = useProgram();
  const { workspace } = useSession();
  const { data } = usePrograms();
  const navigate = useNavigate();
  const mayCreate = useMay('program:create');
  const showSample = useShowSample();
  const programs = data?.data ?? [program];
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`Program: ${program.name}. Switch`}
          className="flex w-full items-center gap-2.5 rounded-xl border bg-panel px-3 py-2 text-left hover:bg-sunken"
        >
          <span
            aria-hidden="true"
            className="grid size-8 shrink-0 place-items-center rounded-lg bg-accent font-semibold text-accent-ink"
          >
            {program.name.charAt(0).toUpperCase()}
          </span>
          <span className="grid min-w-0 flex-1">
            <span className="truncate font-semibold" title={program.name}>
              {program.name}
            </span>
            <span className="truncate text-xs text-muted">{workspace?.name}</span>
          </span>
          <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden="true" />
        </button>
      }
    >
      <MenuChoices
        label="Programs"
        value={String(program.id)}
        choices={programs.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChoose={(programId) =>
          void navigate({ to: '/programs/$programId', params: { programId } })
        }
      />
      {mayCreate && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => void navigate({ to: '/new-program' })}>
            <Plus aria-hidden="true" /> New program
          </MenuItem>
          {programs.every(({ sample }) => sample === null) && (
            <MenuItem onSelect={() => showSample.mutate()}>
              <FlaskConical aria-hidden="true" /> Show sample data
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  );
}
