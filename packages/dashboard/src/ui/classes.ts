// Owns how class names are put together: later ones win over earlier ones of the same kind.
import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Joins class names; `cn('p-2', isWide && 'p-4')` is `p-4`. */
export function cn(...values: ClassValue[]): string {
  return twMerge(clsx(values));
}
