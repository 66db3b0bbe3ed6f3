// Owns the SQL of mails that wait to be sent or are kept to be looked at.
import { sql } from 'kysely';
import type { Database, Tx } from '../db/index.js';

/** A mail as it is kept: what it says is readable with the key alone. */
export interface SealedMail {
  id: bigint;
  sealed: Buffer;
  state: 'waiting' | 'kept';
  createdAt: Date;
}

const COLUMNS = sql`id, sealed, state, created_at as "createdAt"`;

export async function insertMail(tx: Tx, sealed: Buffer, now: Date): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into mail (sealed, created_at) values (${sealed}, ${now}) returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}

/** The mail, locked: a job that runs twice must not send it twice. */
export async function lockWaitingMail(tx: Tx, mailId: bigint): Promise<SealedMail | null> {
  const { rows } = await sql<SealedMail>`
    select ${COLUMNS} from mail where id = ${mailId} and state = 'waiting' for update
  `.execute(tx);
  return rows[0] ?? null;
}

export async function deleteMail(tx: Tx, mailId: bigint): Promise<void> {
  await sql`delete from mail where id = ${mailId}`.execute(tx);
}

export async function updateMailKept(tx: Tx, mailId: bigint): Promise<void> {
  await sql`update mail set state = 'kept' where id = ${mailId}`.execute(tx);
}

/** The newest mails that were kept instead of sent. */
export async function listKeptMails(db: Database, rowsMax: number): Promise<SealedMail[]> {
  const { rows } = await sql<SealedMail>`
    select ${COLUMNS} from mail where state = 'kept' order by id desc limit ${rowsMax}
  `.execute(db.kysely);
  return rows;
}

export async function deleteMailsBefore(tx: Tx, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from mail where created_at < ${before}
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
