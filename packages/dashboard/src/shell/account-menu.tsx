// Owns the menu of the person: theme, workspace, shortcuts, signing out.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { switchWorkspace } from '../api/workspace.js';
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuLine } from '../ui/menu.js';
import { useSession } from './session.js';
import { useSignOut } from './sign-out.js';
import { chooseTheme, useTheme } from './theme.js';

const THEME_CHOICES = [
  { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" /> },
  { value: 'system', label: 'Like the system', icon: <Monitor aria-hidden="true" /> },
] as const;

export function AccountMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { user, workspaces, workspace } = useSession();
  const { theme } = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const changeWorkspace = useChangeWorkspace();
  const initials = user.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${user.name}`}
          className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text uppercase"
        >
          {initials}
        </button>
      }
    >
      <MenuLabel>
        <span className="block text-sm font-semibold text-ink">{user.name}</span>
        {user.email}
      </MenuLabel>
      <MenuLine />
      <MenuChoices
        label="Theme"
        value={theme}
        choices={THEME_CHOICES}
        onChoose={(value) => chooseTheme(value)}
      />
      {workspaces.length > 1 && (
        <>
          <MenuLine />
          <MenuChoices
            label="Workspace"
            value={String(workspace?.id)}
            choices={workspaces.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChoose={(id) => changeWorkspace(Number(id))}
          />
        </>
      )}
      <MenuLine />
      <MenuItem onSelect={() => void navigate({ to: '/account/{-$section}' })}>
        <UserRound aria-hidden="true" /> Your account
      </MenuItem>
      <MenuItem onSelect={onShortcuts}>
        <Keyboard aria-hidden="true" /> Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden="true" /> Sign out
      </MenuItem>
    </Menu>
  );
}

function useChangeWorkspace() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return (id: number) => {
    switchWorkspace(id);
    client.clear();
    void navigate({ to: '/' });
  };
}
