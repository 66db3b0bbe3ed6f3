// Owns the SQL of connections: which Stripe account pays into which program.
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db/index.js';
import type { ConnectionTerms } from './rules-admission.js';

/** A connection that signed events can arrive for. */
export interface SigningConnection {
  readonly programId: number;
  readonly endpointId: string;
  /** Encrypted. */
  readonly sealedSecret: Buffer;
}

/** What a body says of itself before anybody has checked it: where to look first. */
export interface Hints {
  readonly programIds: readonly number[];
  readonly accountIds: readonly string[];
}

// tenant: a delivery names no program that could be believed; the secret that verifies decides.
/** Connections whose secrets may have signed a delivery, the likely ones first. */
export async function listSigningConnections(
  db: Database,
  { hints, rowsMax }: { hints: Hints; rowsMax: number },
): Promise<SigningConnection[]> {
  const { rows } = await sql<SigningConnection>`
    select connection.program_id as "programId", webhook_endpoint_id as "endpointId",
      webhook_secret as "sealedSecret"
    from stripe_connection connection
    join program on program.id = connection.program_id and program.deleted_at is null
    where disconnected_at is null
    order by connection.program_id = any(${[...hints.programIds]}::int[]) desc,
      stripe_account_id = any(${[...hints.accountIds]}::text[]) desc, connection.program_id
    limit ${rowsMax}
  `.execute(db.kysely);
  return rows;
}

/** The connection of one program; none when it is disconnected or the program is gone. */
export async function findSigningConnection(
  db: Database,
  programId: number,
): Promise<SigningConnection | null> {
  const { rows } = await sql<SigningConnection>`
    select connection.program_id as "programId", webhook_endpoint_id as "endpointId",
      webhook_secret as "sealedSecret"
    from stripe_connection connection
    join program on program.id = connection.program_id and program.deleted_at is null
    where disconnected_at is null and connection.program_id = ${programId}
  `.execute(db.kysely);
  return rows[0] ?? null;
}

/** A connection as people are shown it. */
export interface Connection extends ConnectionTerms {
  endpointId: string;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  connectedBy: string;
  connectedAt: Date;
  disconnectedAt: Date | null;
  lastEventAt: Date | null;
}

export interface LockedConnection extends Connection {
  /** Null once disconnected. */
  sealedSecret: Buffer | null;
}

const connections = sql`
  select connection.program_id as "programId", stripe_account_id as "accountId",
  webhook_endpoint_id as "endpointId", webhook_secret as "sealedSecret", livemode,
  charges_enabled as "chargesEnabled", payouts_enabled as "payoutsEnabled",
  details_submitted as "detailsSubmitted", connected_by as "connectedBy",
  connected_at as "connectedAt", disconnected_at as "disconnectedAt",
  last_event_at as "lastEventAt", program.payment_tracking_mode as "paymentMode"
  from stripe_connection connection
  join program on program.id = connection.program_id`;

/**
 * Locks a program's connection. Whoever applies events of a program holds it, so that they are
 * applied one after the other, each seeing what the one before has left.
 */
export async function lockConnection(tx: Tx, programId: number): Promise<LockedConnection | null> {
  const { rows } = await sql<LockedConnection>`
    ${connections} where connection.program_id = ${programId}
    for update of connection
  `.execute(tx);
  return rows[0] ?? null;
}

export async function findConnection(tx: Tx, programId: number): Promise<Connection | null> {
  const { rows } = await sql<LockedConnection>`
    ${connections} where connection.program_id = ${programId}
  `.execute(tx);
  if (!rows[0]) return null;
  const { sealedSecret: _, ...connection } = rows[0];
  return connection;
}

export interface ConnectionDraft {
  programId: number;
  accountId: string;
  endpointId: string;
  sealedSecret: Buffer;
  livemode: boolean;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  connectedBy: string;
}

/** Connects a program, or replaces what it was connected to. */
export async function upsertConnection(tx: Tx, draft: ConnectionDraft, now: Date): Promise<void> {
  await sql`
    insert into stripe_connection (
      program_id, stripe_account_id, webhook_endpoint_id, webhook_secret, livemode,
      charges_enabled, payouts_enabled, details_submitted, connected_by, connected_at
    ) values (
      ${draft.programId}, ${draft.accountId}, ${draft.endpointId}, ${draft.sealedSecret},
      ${draft.livemode}, ${draft.chargesEnabled}, ${draft.payoutsEnabled},
      ${draft.detailsSubmitted}, ${draft.connectedBy}, ${now}
    )
    on conflict (program_id) do update set
      stripe_account_id = excluded.stripe_account_id,
      webhook_endpoint_id = excluded.webhook_endpoint_id,
      webhook_secret = excluded.webhook_secret,
      livemode = excluded.livemode,
      charges_enabled = excluded.charges_enabled,
      payouts_enabled = excluded.payouts_enabled,
      details_submitted = excluded.details_submitted,
      connected_by = excluded.connected_by,
      connected_at = excluded.connected_at,
      disconnected_at = null
  `.execute(tx);
}

/** Forgets the secret of a connection: nothing that is signed with it is taken any more. */
export async function updateDisconnected(tx: Tx, programId: number, now: Date): Promise<void> {
  await sql`
    update stripe_connection set webhook_secret = null, disconnected_at = ${now}
    where program_id = ${programId} and disconnected_at is null
  `.execute(tx);
}

/** Notes that Stripe delivered something, and what an applied payment proves. */
export async function updateConnectionSeen(
  tx: Tx,
  seen: { programId: number; provesCharges: boolean },
  now: Date,
): Promise<void> {
  await sql`
    update stripe_connection set
      last_event_at = ${now}, charges_enabled = charges_enabled or ${seen.provesCharges}
    where program_id = ${seen.programId}
  `.execute(tx);
}

/** Keeps what Stripe says that the account may do. */
export async function updateCapabilities(
  tx: Tx,
  programId: number,
  account: { chargesEnabled: boolean; payoutsEnabled: boolean; detailsSubmitted: boolean },
): Promise<void> {
  await sql`
    update stripe_connection set
      charges_enabled = ${account.chargesEnabled},
      payouts_enabled = ${account.payoutsEnabled},
      details_submitted = ${account.detailsSubmitted}
    where program_id = ${programId}
  `.execute(tx);
}
