// Owns the SQL of rehearsals: the program, partner and link that synthetic chains use. A rehearsal
// lies in a workspace of its own, so the tables of other domains are written here as one whole.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** Where the chains of a program run. */
export interface Rehearsal {
  programId: number;
  partnerId: number;
  shortLink: string;
  /** In which the policy in force can pay. */
  currency: string;
}

/** The rehearsal of a program with the terms that the program has now; made where it is missing. */
export async function ensureRehearsal(
  tx: Tx,
  programId: number,
  options: { keyHash: Buffer; now: Date },
): Promise<Rehearsal> {
  const found = await findRehearsal(tx, programId, options.now);
  if (!found) await insertRehearsal(tx, programId, options);
  await copyPolicies(tx, programId);
  const rehearsal = await findRehearsal(tx, programId, options.now);
  if (!rehearsal) throw new Error('a rehearsal was not made');
  return rehearsal;
}

async function findRehearsal(tx: Tx, programId: number, now: Date): Promise<Rehearsal | null> {
  const { rows } = await sql<Rehearsal>`
    select program.id as "programId", link.partner_id as "partnerId",
      link.short_link as "shortLink", coalesce(policy.fixed_currency, program.currency) as currency
    from program
    join referral_link link on link.program_id = program.id
    left join lateral (
      select fixed_currency from commission_policy
      where commission_policy.program_id = program.id and effective_from <= ${now}
      order by effective_from desc limit 1
    ) policy on true
    where program.rehearsal_of = ${programId}
    order by link.id limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

async function insertRehearsal(
  tx: Tx,
  programId: number,
  { keyHash, now }: { keyHash: Buffer; now: Date },
): Promise<void> {
  const code = `afftest${programId}`;
  await sql`
    insert into workspace (name, created_at, rehearsal_of)
    select 'Rehearsals of workspace ' || workspace_id, ${now}, workspace_id
    from program where id = ${programId}
    on conflict (rehearsal_of) do nothing
  `.execute(tx);
  // Partners may not choose such a code, programs have no such slug, and nobody gets the key.
  await sql`
    with made as (
      insert into program (workspace_id, name, slug, website_url, currency, payment_tracking_mode,
        status, api_token_hash, api_token_masked, created_at, rehearsal_of)
      select workspace.id, program.name, '~' || program.id, program.website_url, program.currency,
        's2s', 'active', ${keyHash}, '', ${now}, program.id
      from program join workspace on workspace.rehearsal_of = program.workspace_id
      where program.id = ${programId}
      returning id, workspace_id
    ), standard as (
      insert into partner_group (program_id, name, is_default, created_at)
      select id, 'Default', true, ${now} from made returning id
    ), person as (
      insert into partner (workspace_id, name, email, created_at)
      select workspace_id, 'Synthetic partner', ${`${code}@synthetic.invalid`}, ${now}
      from made returning id
    ), enrolled as (
      insert into enrollment
        (workspace_id, program_id, partner_id, group_id, status, joined_at, created_at)
      select made.workspace_id, made.id, person.id, standard.id, 'active', ${now}, ${now}
      from made, person, standard returning id, program_id, partner_id
    )
    insert into referral_link (program_id, partner_id, enrollment_id, short_link, created_at)
    select program_id, partner_id, id, ${code}, ${now}
    from enrolled
  `.execute(tx);
}

// Versions are never edited, so those that are there are right.
async function copyPolicies(tx: Tx, programId: number): Promise<void> {
  await sql`
    insert into commission_policy (
      program_id, group_id, version, commission_type, rate_kind, rate_basis_points,
      fixed_amount_cents, fixed_currency, duration_months, hold_days, approval_mode,
      effective_from, created_by, created_at
    )
    select rehearsal.id, standard.id, policy.version, policy.commission_type, policy.rate_kind,
      policy.rate_basis_points, policy.fixed_amount_cents, policy.fixed_currency,
      policy.duration_months, policy.hold_days, policy.approval_mode, policy.effective_from,
      policy.created_by, policy.created_at
    from commission_policy policy
    join partner_group original on original.id = policy.group_id and original.is_default
    join program rehearsal on rehearsal.rehearsal_of = policy.program_id
    join partner_group standard on standard.program_id = rehearsal.id and standard.is_default
    where policy.program_id = ${programId} and policy.product_id is null
    on conflict do nothing
  `.execute(tx);
}
