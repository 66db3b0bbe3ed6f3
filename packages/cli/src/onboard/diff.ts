// Owns showing changes the way git does. Pure.
import { createTwoFilesPatch } from 'diff';
import type { Change } from './planned.js';

const CONTEXT_LINES = 3;

/** The changes as one unified diff, which `git apply` understands. */
export function renderDiff(changes: readonly Change[]): string {
  return changes.map(renderChange).join('');
}

function renderChange({ path, before, after }: Change): string {
  const from = before === null ? '/dev/null' : `a/${path}`;
  const options = { context: CONTEXT_LINES };
  const patch = createTwoFilesPatch(
    from,
    `b/${path}`,
    before ?? '',
    after,
    undefined,
    undefined,
    options,
  );
  return patch.replace(/^=+\n/, '');
}
