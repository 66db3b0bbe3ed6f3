// Owns what an operator can do at the command line: workspaces and the first management keys.
import { parseArgs } from 'node:util';
import { schemas } from '@affitor/contract';
import {
  createManagementKey,
  createWorkspace,
  findWorkspace,
  insertAuditEntry,
  listManagementKeys,
  listWorkspaces,
  revokeManagementKey,
} from './accounts/index.js';
import { type Clock, fromUnixMs } from './platform/clock.js';
import type { Tx } from './platform/db/index.js';
import { parseInput } from './platform/http/validation.js';

export const ADMIN_USAGE = `Usage:
  npm run admin -- workspace create <name>
  npm run admin -- workspace list
  npm run admin -- key create --workspace <id> --name <name> [--scope <scope>]…
                              [--program <id>]… [--expires <ISO date and time>]
  npm run admin -- key list --workspace <id>
  npm run admin -- key revoke <key id> --workspace <id>`;

/** A command line that names no command, or not all of one. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const ACTOR = 'admin';
const NAME_LENGTH_MAX = 200;
const ID = /^[1-9][0-9]{0,9}$/;

const OPTIONS = {
  workspace: { type: 'string' },
  name: { type: 'string' },
  scope: { type: 'string', multiple: true },
  program: { type: 'string', multiple: true },
  expires: { type: 'string' },
} as const;

/** A command that was understood: does its work in a transaction and gives the lines to print. */
export type AdminCommand = (tx: Tx, clock: Clock) => Promise<string[]>;

/**
 * Reads a command line. Nothing has happened yet when it throws.
 * @throws UsageError when it is not a command
 */
export function parseAdminCommand(argv: readonly string[]): AdminCommand {
  const { values, positionals } = readArguments(argv);
  const [noun, verb, subject, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Unexpected: ${rest.join(' ')}`);
  switch (`${noun} ${verb}`) {
    case 'workspace create':
      return makeWorkspace(requireText('a name', subject));
    case 'workspace list':
      return showWorkspaces;
    case 'key create':
      return makeKey(requireId('--workspace', values.workspace), {
        name: requireText('--name', values.name ?? subject),
        scopes: values.scope,
        program_scope: values.program,
        expires_at: values.expires,
      });
    case 'key list':
      return showKeys(requireId('--workspace', values.workspace));
    case 'key revoke':
      return endKey(
        requireId('--workspace', values.workspace),
        requireId('the id of the key', subject),
      );
    default:
      throw new UsageError('This is no command.');
  }
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function requireText(what: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`Missing: ${what}`);
  return value.trim();
}

function requireId(what: string, value: string | undefined): number {
  const text = requireText(what, value);
  if (!ID.test(text)) throw new UsageError(`${what} must be a number`);
  return Number(text);
}

function makeWorkspace(name: string): AdminCommand {
  if (name.length > NAME_LENGTH_MAX) throw new UsageError('The name is too long.');
  return async (tx, clock) => {
    const now = clock.now();
    const workspaceId = await createWorkspace(tx, { name, now });
    await audit(tx, workspaceId, 'workspace.created', `workspace:${workspaceId}`, now);
    return [`Workspace ${workspaceId} "${name}" was made.`];
  };
}

const showWorkspaces: AdminCommand = async (tx) => {
  const workspaces = await listWorkspaces(tx);
  if (workspaces.length === 0) return ['There are no workspaces.'];
  return workspaces.map(({ id, name }) => `${id}\t${name}`);
};

function makeKey(workspaceId: number, request: Record<string, unknown>): AdminCommand {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  const body = parseInput(schemas.createManagementKeyBody, Object.fromEntries(given));
  return async (tx, clock) => {
    await requireWorkspace(tx, workspaceId);
    const now = clock.now();
    const created = await createManagementKey(tx, {
      workspaceId,
      name: body.name,
      scopes: body.scopes,
      programScope: body.program_scope?.map(Number) ?? null,
      expiresAt: body.expires_at === null ? null : fromUnixMs(Date.parse(body.expires_at)),
      now,
    });
    await audit(tx, workspaceId, 'management_key.created', `management_key:${created.id}`, now);
    return [`Key ${created.id} "${created.name}" was made. It is shown only now:`, created.key];
  };
}

function showKeys(workspaceId: number): AdminCommand {
  return async (tx) => {
    await requireWorkspace(tx, workspaceId);
    const keys = await listManagementKeys(tx, workspaceId);
    if (keys.length === 0) return ['The workspace has no keys.'];
    return keys.map((key) => {
      const expires = key.expiresAt === null ? '' : `expires ${key.expiresAt.toISOString()}`;
      return [key.id, key.keyMasked, key.status, key.scopes.join(','), key.name, expires].join(
        '\t',
      );
    });
  };
}

function endKey(workspaceId: number, keyId: number): AdminCommand {
  return async (tx, clock) => {
    const key = await revokeManagementKey(tx, workspaceId, keyId);
    const target = `management_key:${key.id}`;
    await audit(tx, workspaceId, 'management_key.revoked', target, clock.now());
    return [`Key ${key.id} "${key.name}" is revoked.`];
  };
}

async function requireWorkspace(tx: Tx, workspaceId: number): Promise<void> {
  if (await findWorkspace(tx, workspaceId)) return;
  throw new UsageError(`There is no workspace ${workspaceId}.`);
}

function audit(
  tx: Tx,
  workspaceId: number,
  action: string,
  target: string,
  now: Date,
): Promise<void> {
  const entry = { programId: null, actor: ACTOR, action, target, details: {}, requestId: null };
  return insertAuditEntry(tx, workspaceId, entry, now);
}
