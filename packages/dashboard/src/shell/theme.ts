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

/**
 * Shows the theme at once. What fades on hover would fade from one theme into the other as well,
 * and halfway it has too little contrast to be read.
 */
function show(): void {
  const { classList } = document.documentElement;
  if (classList.contains('dark') !== isDark()) {
    classList.add('changing-theme');
    classList.toggle('dark');
    // Reading a style makes the browser take the new colours before fading is allowed again.
    getComputedStyle(document.body).getPropertyValue('color');
    classList.remove('changing-theme');
  }
  for (const listener of listeners) listener();
}

/** Puts the theme on the page and follows the system from now on. */
export function applyTheme(): void {
  show();
  systemIsDark.addEventListener('change', show);
}

/** Chooses a theme, now and on later visits. */
export function chooseTheme(chosen: Theme): void {
  theme = chosen;
  remember('theme', chosen === 'system' ? null : chosen);
  show();
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
