// Owns the frame of a program's pages: rail, top bar, palette, shortcuts.
import { Outlet } from '@tanstack/react-router';
import { MenuIcon, Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { COMMAND_KEY } from '../platform/command-key.js';
import { Button } from '../ui/button.js';
import { SidePanel } from '../ui/dialog.js';
import { PageSkeleton } from '../ui/states.js';
import { AccountMenu } from './account-menu.js';
import { QuickStart } from './quick-start.js';
import { SampleBand } from './sample.js';
import { ShortcutsDialog, useShortcuts } from './shortcuts.js';
import { Sidebar } from './sidebar.js';

const Palette = lazy(async () => ({ default: (await import('./palette.js')).Palette }));

type Opened = 'palette' | 'shortcuts' | 'pages' | null;

export function Shell() {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  useShortcuts({
    onPalette: () => setOpened('palette'),
    onHelp: () => setOpened('shortcuts'),
  });
  return (
    <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside aria-label="Navigation" className="sticky top-0 hidden h-dvh border-r p-4 lg:block">
        <Sidebar />
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <TopBar
          onPages={() => setOpened('pages')}
          onPalette={() => setOpened('palette')}
          onShortcuts={() => setOpened('shortcuts')}
        />
        <SampleBand />
        <main id="content" tabIndex={-1} className="grid gap-5 p-4 outline-none sm:p-6">
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <SidePanel title="Pages" isOpen={opened === 'pages'} onClose={close}>
        <Sidebar onLeave={close} />
      </SidePanel>
      <ShortcutsDialog isOpen={opened === 'shortcuts'} onClose={close} />
      {opened === 'palette' && (
        <Suspense>
          <Palette onClose={close} onHelp={() => setOpened('shortcuts')} />
        </Suspense>
      )}
    </div>
  );
}

function TopBar(props: { onPages: () => void; onPalette: () => void; onShortcuts: () => void }) {
  return (
    <header className="sticky top-0 z-30 flex items-center gap-2 border-b bg-page p-2.5 sm:px-6">
      <Button
        look="quiet"
        size="icon"
        className="lg:hidden"
        aria-label="Open the list of pages"
        onClick={props.onPages}
      >
        <MenuIcon aria-hidden="true" />
      </Button>
      <button
        type="button"
        onClick={props.onPalette}
        className="mr-auto flex h-9 w-full max-w-72 items-center gap-2 rounded-lg border bg-sunken px-3 text-muted hover:border-line-strong"
      >
        <Search className="size-4 shrink-0" aria-hidden="true" />
        <span className="flex-1 truncate text-left">Search or jump to…</span>
        <kbd className="hidden font-sans text-xs sm:inline">{COMMAND_KEY} K</kbd>
      </button>
      <QuickStart />
      <AccountMenu onShortcuts={props.onShortcuts} />
    </header>
  );
}
