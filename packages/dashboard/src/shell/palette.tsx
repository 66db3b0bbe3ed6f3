// Owns the palette: one field that leads to every page, section, program and partner, and acts.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { CornerDownLeft, Settings, UserRound } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { queryOf } from '../api/queries.js';
import { PAGES } from './navigation.js';
import { ActionItems } from './palette-actions.js';
import { PaletteItem, Section } from './palette-item.js';
import { ACCOUNT_SECTIONS, SETTINGS_GROUPS } from './sections.js';
import { useProgram, usePrograms } from './session.js';

type Run = (action: () => unknown) => () => void;

export function Palette(props: { onClose: () => void; onHelp: () => void }) {
  const { onClose, onHelp } = props;
  const program = useProgram();
  const navigate = useNavigate();
  const programId = String(program.id);
  const run: Run = (action) => () => {
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
              placeholder="Page, action, setting, program or partner…"
              className="w-full border-b bg-transparent px-4 py-3.5 outline-none"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-muted">
                Nothing has this name.
              </Command.Empty>
              <Section heading="Pages">
                {PAGES.map(({ to, label, icon: Icon }) => (
                  <PaletteItem
                    key={to}
                    icon={<Icon aria-hidden="true" />}
                    label={label}
                    onSelect={run(() => navigate({ to, params: { programId } }))}
                  />
                ))}
              </Section>
              <ActionItems programId={programId} run={run} onHelp={onHelp} />
              <SectionItems programId={programId} run={run} />
              <ProgramItems onChoose={(id) => run(() => open(navigate, id))()} />
              <PartnerItems programId={programId} run={run} />
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Every section of the settings and of the account. */
function SectionItems({ programId, run }: { programId: string; run: Run }) {
  const navigate = useNavigate();
  return (
    <>
      <Section heading="Settings">
        {SETTINGS_GROUPS.flatMap(({ sections }) => [...sections]).map(({ id, label }) => (
          <PaletteItem
            key={id}
            value={`settings ${label}`}
            icon={<Settings aria-hidden="true" />}
            label={label}
            detail="Settings"
            onSelect={run(() =>
              navigate({
                to: '/programs/$programId/settings/{-$section}',
                params: { programId, section: id },
              }),
            )}
          />
        ))}
      </Section>
      <Section heading="Your account">
        {ACCOUNT_SECTIONS.map(({ id, label }) => (
          <PaletteItem
            key={id}
            value={`account ${label}`}
            icon={<UserRound aria-hidden="true" />}
            label={label}
            detail="Your account"
            onSelect={run(() => navigate({ to: '/account/{-$section}', params: { section: id } }))}
          />
        ))}
      </Section>
    </>
  );
}

function open(navigate: ReturnType<typeof useNavigate>, programId: string) {
  return navigate({ to: '/programs/$programId', params: { programId } });
}

function ProgramItems({ onChoose }: { onChoose: (programId: string) => void }) {
  const { data } = usePrograms();
  const programs = data?.data ?? [];
  if (programs.length < 2) return null;
  return (
    <Section heading="Programs">
      {programs.map(({ id, name }) => (
        <PaletteItem
          key={id}
          value={`${name} program ${id}`}
          icon={<CornerDownLeft aria-hidden="true" />}
          label={name}
          onSelect={() => onChoose(String(id))}
        />
      ))}
    </Section>
  );
}

function PartnerItems({ programId, run }: { programId: string; run: Run }) {
  const navigate = useNavigate();
  const { data } = useQuery(
    queryOf('listPartners', { params: { id: programId }, query: { limit: 100 } }),
  );
  const partners = data?.data ?? [];
  if (partners.length === 0) return null;
  return (
    <Section heading="Partners">
      {partners.map(({ id, name, email }) => (
        <PaletteItem
          key={id}
          value={`${name} ${email}`}
          icon={<UserRound aria-hidden="true" />}
          label={name}
          detail={email}
          onSelect={run(() =>
            navigate({
              to: '/programs/$programId/partners/$partnerId',
              params: { programId, partnerId: String(id) },
            }),
          )}
        />
      ))}
    </Section>
  );
}
