// Owns bringing what is chosen into sight, in rows of choices that a phone shows a part of.

/** A ref for the chosen one: scrolls its row, never the page. */
export function keepInSight(chosen: HTMLElement | null): void {
  const row = chosen?.closest('nav');
  if (!chosen || !row || row.scrollWidth <= row.clientWidth) return;
  const offset = chosen.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += offset - (row.clientWidth - chosen.offsetWidth) / 2;
}
