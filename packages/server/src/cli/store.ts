// Owns the SQL of what the command line shows of programs.
import { sql } from 'kysely';
import type { Database } from '../platform/db/index.js';
import type { ShownTerms } from './rules.js';

export interface ListedProgram {
  id: number;
  name: string;
  websiteUrl: string;
  status: 'draft' | 'active' | 'paused';
  partnerCount: number;
  createdAt: Date;
  terms: ShownTerms | null;
}

const PROGRAMS_LISTED_MAX = 1000;

/** The programs of a workspace with the terms of their Default group, oldest first. */
export async function listWorkspacePrograms(
  db: Database,
  workspaceId: number,
  now: Date,
): Promise<ListedProgram[]> {
  const { rows } = await sql<Omit<ListedProgram, 'terms'> & ShownTerms>`
    select program.id, program.name, program.website_url as "websiteUrl", program.status,
      program.created_at as "createdAt",
      (
        select count(*)::int from enrollment
        where enrollment.program_id = program.id and enrollment.status = 'active'
      ) as "partnerCount",
      policy.commission_type as "commissionType", policy.rate_basis_points as "rateBasisPoints",
      policy.fixed_amount_cents as "fixedAmountCents", policy.fixed_currency as "fixedCurrency",
      policy.duration_months as "durationMonths"
    from program
    left join lateral (
      select * from commission_policy
      join partner_group on partner_group.id = commission_policy.group_id
      where commission_policy.program_id = program.id and partner_group.is_default
        and product_id is null and effective_from <= ${now}
      order by effective_from desc limit 1
    ) policy on true
    where program.workspace_id = ${workspaceId} and program.deleted_at is null
    order by program.id limit ${PROGRAMS_LISTED_MAX}
  `.execute(db.kysely);
  return rows.map((row) => ({ ...row, terms: row.commissionType === null ? null : row }));
}

export interface ProgramStatus {
  name: string;
  websiteUrl: string;
  activePartners: number;
  pendingCommissions: number;
  /** The account whose events record payments now; null when none do. */
  stripe: { accountId: string; chargesEnabled: boolean; livemode: boolean } | null;
}

/** How a program is doing, beside its events. */
export async function findProgramStatus(
  db: Database,
  programId: number,
): Promise<ProgramStatus | null> {
  const { rows } = await sql<ProgramStatus>`
    select name, website_url as "websiteUrl",
      (
        select count(*)::int from enrollment
        where program_id = ${programId} and enrollment.status = 'active'
      ) as "activePartners",
      (
        select count(*)::int from commission
        where program_id = ${programId} and commission.status = 'pending'
      ) as "pendingCommissions",
      (
        select jsonb_build_object('accountId', stripe_account_id,
          'chargesEnabled', charges_enabled, 'livemode', livemode)
        from stripe_connection
        where program_id = ${programId} and disconnected_at is null
          and program.payment_tracking_mode = 'stripe'
      ) as stripe
    from program where id = ${programId} and deleted_at is null
  `.execute(db.kysely);
  return rows[0] ?? null;
}
