// Owns which of a person's workspaces the calls are about.
import { recall, remember } from '../platform/memory.js';

let chosen: string | null = null;

/** The workspace that calls are about; null leaves the choice to the service. */
export function chosenWorkspace(): string | null {
  return chosen;
}

/** Chooses among the workspaces of the session: the one of the last visit, or the first. */
export function chooseWorkspace<Workspace extends { id: number }>(
  workspaces: readonly Workspace[],
): Workspace | null {
  const last = chosen ?? recall('workspace');
  const found = workspaces.find(({ id }) => String(id) === last) ?? workspaces[0] ?? null;
  chosen = found === null ? null : String(found.id);
  return found;
}

/** Makes another workspace the chosen one, now and on later visits. */
export function switchWorkspace(id: number): void {
  chosen = String(id);
  remember('workspace', chosen);
}
