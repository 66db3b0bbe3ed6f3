// Owns the keys of tables: j and k walk through the rows, x selects one, enter opens it.
import { type RefObject, useEffect, useRef } from 'react';
import { hasDialog, isTyping } from '../platform/typing.js';

/** Gives the table in the frame its keys. They concern the first table of a page. */
export function useRowKeys(): RefObject<HTMLElement | null> {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || hasDialog()) return;
      const target = event.target;
      const isCheckbox = target instanceof HTMLInputElement && target.type === 'checkbox';
      if ((isTyping(target) && !isCheckbox) || !frame.current) return;
      if (frame.current !== document.querySelector('[data-row]')?.closest('section')) return;
      act(event, frame.current);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return frame;
}

function act(event: KeyboardEvent, frame: HTMLElement): void {
  const rows = [...frame.querySelectorAll<HTMLElement>('[data-row]')];
  const current = document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
  const at = current === null ? -1 : rows.indexOf(current);
  if (event.key === 'j') walkTo(rows[Math.min(at + 1, rows.length - 1)]);
  else if (event.key === 'k') walkTo(rows[Math.max(at - 1, 0)]);
  else if (event.key === 'x') current?.querySelector<HTMLInputElement>('input')?.click();
  // Buttons and links inside a row have an enter of their own.
  else if (event.key === 'Enter' && current !== null && current === document.activeElement) {
    // Or the same press would go on to what the opening panel puts the focus on: its close button.
    event.preventDefault();
    current.click();
  }
}

function walkTo(row: HTMLElement | undefined): void {
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
