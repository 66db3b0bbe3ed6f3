// Owns the palette: one field that leads to every page, program, partner and theme.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { CornerDownLeft, Moon, Sun, UserRound } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { queryOf } from '../api/queries.js';
import { PAGES } from './navigation.js';
import { useProgram, usePrograms } from './session.js';
import { chooseTheme } from './theme.js';

const ITEM =
  'flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 ' +
  'data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text [&_svg]:size-4';

export function Palette({ onClose }: { onClose: () => void }) {
  const program = useProgram();
  const navigate = useNavigate();
  const programId = String(program.id);
  const run = (action: () => unknown) => () => {
    onClose();
    void action();
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-2xl border bg-panel text-ink shadow-2xl"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command label="Search or jump to">
            <Command.Input
              placeholder="Page, program or partner…"
              className="w-full border-b bg-transparent px-4 py-3.5 outline-none"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-muted">
                Nothing has this name.
              </Command.Empty>
              <Section heading="Pages">
                {PAGES.map(({ to, label, icon: Icon }) => (
                  <Command.Item
                    key={to}
                    className={ITEM}
                    onSelect={run(() => navigate({ to, params: { programId } }))}
                  >
                    <Icon aria-hidden="true" /> {label}
                  </Command.Item>
                ))}
              </Section>
              <ProgramItems onChoose={(id) => run(() => open(navigate, id))()} />
              <PartnerItems programId={programId} run={run} />
              <Section heading="Theme">
                <Command.Item className={ITEM} onSelect={run(() => chooseTheme('light'))}>
                  <Sun aria-hidden="true" /> Light theme
                </Command.Item>
                <Command.Item className={ITEM} onSelect={run(() => chooseTheme('dark'))}>
                  <Moon aria-hidden="true" /> Dark theme
                </Command.Item>
              </Section>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function open(navigate: ReturnType<typeof useNavigate>, programId: string) {
  return navigate({ to: '/programs/$programId', params: { programId } });
}

function Section(props: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={props.heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {props.children}
    </Command.Group>
  );
}

function ProgramItems({ onChoose }: { onChoose: (programId: string) => void }) {
  const { data } = usePrograms();
  const programs = data?.data ?? [];
  if (programs.length < 2) return null;
  return (
    <Section heading="Programs">
      {programs.map(({ id, name }) => (
        <Command.Item
          key={id}
          value={`${name} program ${id}`}
          className={ITEM}
          onSelect={() => onChoose(String(id))}
        >
          <CornerDownLeft aria-hidden="true" /> {name}
        </Command.Item>
      ))}
    </Section>
  );
}

function PartnerItems(props: { programId: string; run: (action: () => unknown) => () => void }) {
  const { programId, run } = props;
  const navigate = useNavigate();
  const { data } = useQuery(
    queryOf('listPartners', { params: { id: programId }, query: { limit: 100 } }),
  );
  const partners = data?.data ?? [];
  if (partners.length === 0) return null;
  return (
    <Section heading="Partners">
      {partners.map(({ id, name, email }) => (
        <Command.Item
          key={id}
          value={`${name} ${email}`}
          className={ITEM}
          onSelect={run(() =>
            navigate({
              to: '/programs/$programId/partners/$partnerId',
              params: { programId, partnerId: String(id) },
            }),
          )}
        >
          <UserRound aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="truncate text-xs text-muted">{email}</span>
        </Command.Item>
      ))}
    </Section>
  );
}
