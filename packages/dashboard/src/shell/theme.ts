// Owns light and dark: what the person chose, or what the system says.
import { useSyncExternalStore } from 'react';
import { recall, remember } from '../platform/memory.js';

export const THEMES = ['light', 'dark', 'system'] as const;

export type Theme = (typeof THEMES)[number];

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let theme = readTheme();

function readTheme(): Theme {
  const remembered = recall('theme');
  return THEMES.find((one) => one === remembered) ?? 'system';
}

/** Whether the page is dark now. */
function isDark(): boolean {
  return theme === 'dark' || (theme === 'system' && systemIsDark.matches);
}

/** Puts the theme on the page and follows the system from now on. */
export function applyTheme(): void {
  const show = () => {
    document.documentElement.classList.toggle('dark', isDark());
    for (const listener of listeners) listener();
  };
  show();
  systemIsDark.addEventListener('change', show);
}

/** Chooses a theme, now and on later visits. */
export function chooseTheme(chosen: Theme): void {
  theme = chosen;
  remember('theme', chosen === 'system' ? null : chosen);
  document.documentElement.classList.toggle('dark', isDark());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen theme, and whether the page is dark. */
export function useTheme(): { theme: Theme; isDark: boolean } {
  const chosen = useSyncExternalStore(subscribe, () => theme);
  const dark = useSyncExternalStore(subscribe, isDark);
  return { theme: chosen, isDark: dark };
}
