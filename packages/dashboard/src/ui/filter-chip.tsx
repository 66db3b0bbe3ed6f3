// Owns the look of a chip that says what is shown, with the way out of it.
import { X } from 'lucide-react';

export const chipLook =
  'flex min-w-0 items-center gap-1 rounded-full bg-accent-soft py-1 pr-1 pl-3 text-accent-text';

/** What takes the filter away: a link or a button. */
export const chipRemovalLook =
  'grid size-6 shrink-0 place-items-center rounded-full hover:bg-panel';

export function ChipRemovalMark() {
  return <X className="size-3.5" aria-hidden="true" />;
}
