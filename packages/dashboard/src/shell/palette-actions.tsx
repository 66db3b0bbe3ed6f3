// Owns what the palette can do beside leading somewhere: the deeds that people come for.
import { useNavigate } from '@tanstack/react-router';
import {
  FlaskConical,
  Keyboard,
  KeyRound,
  Link2,
  LogOut,
  Moon,
  Plus,
  Sun,
  UserPlus,
  UsersRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { PaletteItem, Section } from './palette-item.js';
import type { SettingsId } from './sections.js';
import { useMay } from './session.js';
import { useSignOut } from './sign-out.js';
import { chooseTheme, useTheme } from './theme.js';

interface Action {
  label: string;
  /** Other words that people look for it by. */
  words?: string;
  icon: ReactNode;
  isAllowed?: boolean;
  act: () => unknown;
}

export function ActionItems(props: {
  programId: string;
  run: (action: () => unknown) => () => void;
  onHelp: () => void;
}) {
  const { programId, run, onHelp } = props;
  const actions = [...useProgramActions(programId), ...useOwnActions()];
  return (
    <Section heading="Actions">
      {actions
        .filter(({ isAllowed = true }) => isAllowed)
        .map(({ label, words = '', icon, act }) => (
          <PaletteItem
            key={label}
            value={`${label} ${words}`}
            icon={icon}
            label={label}
            onSelect={run(act)}
          />
        ))}
      <PaletteItem
        value="Keyboard shortcuts help"
        icon={<Keyboard aria-hidden="true" />}
        label="Keyboard shortcuts"
        onSelect={onHelp}
      />
    </Section>
  );
}

function useProgramActions(programId: string): Action[] {
  const navigate = useNavigate();
  const mayChange = useMay('program:update');
  const mayCreate = useMay('program:create');
  const mayInvite = useMay('member:manage');
  const params = { programId };
  const openSettings = (section: SettingsId) => () =>
    navigate({ to: '/programs/$programId/settings/{-$section}', params: { programId, section } });
  return [
    {
      label: 'Create a link',
      words: 'new add',
      icon: <Link2 aria-hidden="true" />,
      isAllowed: mayChange,
      act: () => navigate({ to: '/programs/$programId/links', params, search: { add: true } }),
    },
    {
      label: 'Add a partner',
      words: 'new invite create',
      icon: <UserPlus aria-hidden="true" />,
      isAllowed: mayChange,
      act: () => navigate({ to: '/programs/$programId/partners', params, search: { add: true } }),
    },
    {
      label: 'Get the API key',
      words: 'program key copy regenerate',
      icon: <KeyRound aria-hidden="true" />,
      act: openSettings('api-key'),
    },
    {
      label: 'Send test events',
      words: 'run chain lab verify',
      icon: <FlaskConical aria-hidden="true" />,
      act: () => navigate({ to: '/programs/$programId/lab', params }),
    },
    {
      label: 'Invite a colleague',
      words: 'team member user',
      icon: <UsersRound aria-hidden="true" />,
      isAllowed: mayInvite,
      act: openSettings('team'),
    },
    {
      label: 'New program',
      words: 'create add',
      icon: <Plus aria-hidden="true" />,
      isAllowed: mayCreate,
      act: () => navigate({ to: '/new-program' }),
    },
  ];
}

function useOwnActions(): Action[] {
  const { isDark } = useTheme();
  const signOut = useSignOut();
  return [
    {
      label: isDark ? 'Switch to the light theme' : 'Switch to the dark theme',
      words: 'mode colours',
      icon: isDark ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />,
      act: () => chooseTheme(isDark ? 'light' : 'dark'),
    },
    {
      label: 'Theme like the system',
      words: 'light dark mode automatic',
      icon: <Sun aria-hidden="true" />,
      act: () => chooseTheme('system'),
    },
    {
      label: 'Sign out',
      words: 'leave log out',
      icon: <LogOut aria-hidden="true" />,
      act: signOut,
    },
  ];
}
