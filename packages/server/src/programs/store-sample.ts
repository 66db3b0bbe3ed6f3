// Owns the SQL of sample programs: the mark that tells them apart, and whether they are full.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** The sample of a workspace, which nobody else can make or remove before the transaction ends. */
export async function lockSampleProgram(tx: Tx, workspaceId: number): Promise<number | null> {
  await sql`select id from workspace where id = ${workspaceId} for no key update`.execute(tx);
  const { rows } = await sql<{ id: number }>`
    select id from program
    where workspace_id = ${workspaceId} and is_sample and deleted_at is null
  `.execute(tx);
  return rows[0]?.id ?? null;
}

/** Marks a program that was just made as a sample. */
export async function updateProgramAsSample(
  tx: Tx,
  workspaceId: number,
  programId: number,
): Promise<void> {
  await sql`
    update program set is_sample = true, status = 'active'
    where workspace_id = ${workspaceId} and id = ${programId}
  `.execute(tx);
}

/** Says that a sample has all of its history. */
export async function updateSampleFilled(tx: Tx, programId: number, now: Date): Promise<void> {
  await sql`
    update program set sample_filled_at = ${now} where id = ${programId} and is_sample
  `.execute(tx);
}

export interface EmptySample {
  workspaceId: number;
  links: string[];
}

/** A sample that has no history yet, with the codes of its links; null when it has, or is gone. */
export async function findEmptySample(tx: Tx, programId: number): Promise<EmptySample | null> {
  const { rows } = await sql<EmptySample>`
    select program.workspace_id as "workspaceId",
      array(
        select short_link from referral_link
        where referral_link.program_id = program.id order by referral_link.id
      ) as links
    from program
    where program.id = ${programId} and is_sample and sample_filled_at is null
      and deleted_at is null
  `.execute(tx);
  return rows[0] ?? null;
}
