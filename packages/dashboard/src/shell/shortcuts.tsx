// Owns the keyboard: what keys do, and the dialog that lists them.
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { COMMAND_KEY } from '../platform/command-key.js';
import { hasDialog, isTyping } from '../platform/typing.js';
import { Dialog } from '../ui/dialog.js';
import { PAGES } from './navigation.js';
import { useProgram } from './session.js';

/** Listens for ⌘K, `?`, and `g` with the letter of a page. */
export function useShortcuts(on: { onPalette: () => void; onHelp: () => void }): void {
  const navigate = useNavigate();
  const program = useProgram();
  const latest = useRef({ ...on, isGoing: false });
  latest.current = { ...on, isGoing: latest.current.isGoing };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { current } = latest;
      const isModified = event.metaKey || event.ctrlKey;
      if (isModified && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        current.onPalette();
        return;
      }
      if (isModified || event.altKey || isTyping(event.target) || hasDialog()) return;
      const page = current.isGoing ? PAGES.find(({ key }) => key === event.key) : undefined;
      current.isGoing = page === undefined && event.key === 'g';
      if (page) void navigate({ to: page.to, params: { programId: String(program.id) } });
      else if (event.key === '?') current.onHelp();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [navigate, program.id]);
}

const GENERAL: readonly (readonly [string[], string])[] = [
  [[COMMAND_KEY, 'K'], 'Search or jump to a page'],
  [['?'], 'This list'],
  [['Esc'], 'Close what is open'],
  [['J'], 'Next row of a table'],
  [['K'], 'Row before'],
  [['X'], 'Select the row'],
  [['Enter'], 'Open the row'],
];

export function ShortcutsDialog(props: { isOpen: boolean; onClose: () => void }) {
  const rows = [
    ...GENERAL,
    ...PAGES.map(({ key, label }) => [['G', key.toUpperCase()], `Go to ${label}`] as const),
  ];
  return (
    <Dialog title="Keyboard shortcuts" {...props}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2.5">
        {rows.map(([keys, meaning]) => (
          <div key={meaning} className="contents">
            <dt>{meaning}</dt>
            <dd className="flex justify-end gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-md border border-line-strong bg-sunken px-1.5 py-0.5 text-center font-sans text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
