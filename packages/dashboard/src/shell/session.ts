// Owns who is signed in and which program the pages are about.
import { type QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { notFound, redirect, useParams } from '@tanstack/react-router';
import { ApiFailure, isSignedOut } from '../api/failure.js';
import { queryOf } from '../api/queries.js';
import { chooseWorkspace } from '../api/workspace.js';
import { remember } from '../platform/memory.js';

export const sessionQuery = queryOf('readSession', {});

/** Lets signed-in people pass and sends the others to the sign-in page, or to the first owner's. */
export async function requireSession(client: QueryClient, next: string): Promise<void> {
  try {
    const { data } = await client.ensureQueryData({ ...sessionQuery, retry: false });
    chooseWorkspace(data.workspaces);
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    const { data } = await client.fetchQuery(queryOf('readSetup', {}));
    if (data.setup_required) redirect({ to: '/setup', throw: true });
    redirect({ to: '/sign-in', search: { next }, throw: true });
  }
}

/** Fetches the program of the address before its pages are shown. */
export async function requireProgram(client: QueryClient, programId: string): Promise<void> {
  try {
    await client.ensureQueryData(programQuery(programId));
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) notFound({ throw: true });
    throw error;
  }
  remember('program', programId);
}

function programQuery(id: string) {
  return queryOf('readProgram', { params: { id } });
}

/** The program that the page is about. */
export function useProgram() {
  const { programId } = useParams({ from: '/signed-in/programs/$programId' });
  return useSuspenseQuery(programQuery(programId)).data.data;
}

/** The zone that moments are written in: the program's, or the reader's own outside of programs. */
export function useTimeZone(): string {
  const { programId } = useParams({ strict: false });
  const { data } = useQuery({ ...programQuery(programId ?? ''), enabled: programId !== undefined });
  return data?.data.time_zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The person, their workspaces, and the one that is chosen. */
export function useSession() {
  const { data } = useSuspenseQuery(sessionQuery);
  const workspace = chooseWorkspace(data.data.workspaces);
  return { ...data.data, workspace };
}

/** Whether the person may do what needs this permission; the service decides in the end. */
export function useMay(permission: string): boolean {
  return useSession().workspace?.permissions.includes(permission) ?? false;
}

/** All programs of the workspace. */
export function usePrograms() {
  return useQuery(queryOf('listPrograms', {}));
}
