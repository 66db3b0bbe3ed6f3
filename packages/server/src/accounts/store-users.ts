// Owns our SQL on people; what the engine does with them it does itself.
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.js';

export interface UserRow {
  id: number;
  name: string;
  email: string;
  isVerified: boolean;
}

// tenant: the first account of an installation has no workspace yet.
/** Keeps others from making accounts until the transaction ends, and says whether any exists. */
export async function lockUsers(tx: Tx): Promise<{ hasUsers: boolean }> {
  await sql`lock table app_user in share row exclusive mode`.execute(tx);
  return { hasUsers: await findAnyUser(tx) };
}

// tenant: the question is about the installation.
export async function findAnyUser(reader: Reader): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from app_user) as found
  `.execute(reader);
  return rows[0]?.found ?? false;
}

// tenant: an address belongs to a person, who may be in several workspaces.
export async function findUserByEmail(reader: Reader, email: string): Promise<UserRow | null> {
  const { rows } = await sql<UserRow>`
    select id, name, email, email_verified as "isVerified" from app_user where email = ${email}
  `.execute(reader);
  return rows[0] ?? null;
}

// tenant: nobody who is not confirmed is in a workspace.
/** Removes a sign-up that was never confirmed: its address may not be its own. */
export async function deleteUnverifiedUser(tx: Tx, email: string): Promise<void> {
  await sql`delete from app_user where email = ${email} and not email_verified`.execute(tx);
}

// tenant: as above.
export async function deleteUnverifiedUsersBefore(tx: Tx, before: Date): Promise<void> {
  await sql`
    delete from app_user where not email_verified and created_at < ${before}
  `.execute(tx);
}

// tenant: a code belongs to a person.
/** Notes that a code let somebody in; false when it has done so before. */
export async function claimSignInCode(
  tx: Tx,
  claim: { userId: number; digest: Buffer; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into used_sign_in_code (user_id, code_digest, used_at)
    values (${claim.userId}, ${claim.digest}, ${claim.now})
    on conflict do nothing
  `.execute(tx);
  return numAffectedRows === 1n;
}

// tenant: as above.
export async function deleteSignInCodesBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from used_sign_in_code where used_at < ${before}`.execute(tx);
}

// tenant: what waits for an answer belongs to people.
export async function deleteVerificationsBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from user_verification where expires_at < ${before}`.execute(tx);
}
