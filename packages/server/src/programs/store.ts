// Owns the SQL of programs: their settings, keys, origins and slugs.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PolicyTerms } from './rules-terms.js';

/** The settings that are columns of their own, as they are written. */
export interface ProgramSettings {
  name: string;
  slug: string;
  website_url: string;
  logo_url: string | null;
  tagline: string | null;
  category: string | null;
  short_description: string | null;
  long_description: string | null;
  terms_url: string | null;
  resources_url: string | null;
  time_zone: string;
  currency: string;
  approval_mode: 'manual' | 'auto_accept';
  cookie_window_days: number;
  attribution_window_days: number | null;
  attribution_model: 'last_click';
  lead_auth: 'browser_allowed' | 'server_required';
  payment_tracking_mode: 'stripe' | 's2s' | 'manual';
  payout_threshold_cents: bigint;
  marketplace_visible: boolean;
  status: 'draft' | 'active' | 'paused';
}

/** A program with its origins and the terms of its Default group. */
export interface Program extends ProgramSettings {
  id: number;
  apiTokenMasked: string;
  keyRotatedAt: Date | null;
  createdAt: Date;
  /** Null for real programs; whether a sample has all of its history yet. */
  sampleState: 'filling' | 'filled' | null;
  allowedOrigins: string[];
  terms: PolicyTerms;
}

type ProgramRow = Omit<Program, 'terms'> & PolicyTerms;

/** A workspace with more programs than this is not listed to its end. */
const PROGRAMS_LISTED_MAX = 1000;

const programQuery = (now: Date) => sql`
  select program.id, program.name, program.slug, program.website_url, program.logo_url,
    program.tagline, program.category, program.short_description, program.long_description,
    program.terms_url, program.resources_url, program.time_zone, program.currency,
    program.approval_mode, program.cookie_window_days, program.attribution_window_days,
    program.attribution_model, program.lead_auth, program.payment_tracking_mode,
    program.payout_threshold_cents, program.marketplace_visible, program.status,
    program.api_token_masked as "apiTokenMasked", program.key_rotated_at as "keyRotatedAt",
    program.created_at as "createdAt",
    case when program.sample_filled_at is not null then 'filled'
      when program.is_sample then 'filling' end as "sampleState",
    array(
      select origin from program_origin
      where program_origin.program_id = program.id order by origin
    ) as "allowedOrigins",
    policy.commission_type as "commissionType", policy.rate_kind as "rateKind",
    policy.rate_basis_points as "rateBasisPoints",
    policy.fixed_amount_cents as "fixedAmountCents", policy.fixed_currency as "fixedCurrency",
    policy.duration_months as "durationMonths", policy.hold_days as "holdDays",
    policy.approval_mode as "approvalMode"
  from program
  join partner_group standard on standard.program_id = program.id and standard.is_default
  join lateral (
    select * from commission_policy
    where commission_policy.program_id = program.id
      and commission_policy.group_id = standard.id and commission_policy.product_id is null
    order by (effective_from <= ${now}) desc, effective_from desc limit 1
  ) policy on true
`;

function toProgram(row: ProgramRow): Program {
  return {
    ...row,
    terms: {
      commissionType: row.commissionType,
      rateKind: row.rateKind,
      rateBasisPoints: row.rateBasisPoints,
      fixedAmountCents: row.fixedAmountCents,
      fixedCurrency: row.fixedCurrency,
      durationMonths: row.durationMonths,
      holdDays: row.holdDays,
      approvalMode: row.approvalMode,
    },
  };
}

export async function findProgram(
  tx: Tx,
  workspaceId: number,
  programId: number,
  now: Date,
): Promise<Program | null> {
  const { rows } = await sql<ProgramRow>`
    ${programQuery(now)}
    where program.workspace_id = ${workspaceId} and program.id = ${programId}
      and program.deleted_at is null
  `.execute(tx);
  return rows[0] ? toProgram(rows[0]) : null;
}

/** The programs of a workspace, oldest first; `programIds` narrows them to what a key covers. */
export async function listPrograms(
  tx: Tx,
  workspaceId: number,
  options: { programIds: readonly number[] | null; now: Date },
): Promise<Program[]> {
  const { rows } = await sql<ProgramRow>`
    ${programQuery(options.now)}
    where program.workspace_id = ${workspaceId} and program.deleted_at is null
      and (
        ${options.programIds === null}::boolean
        or program.id = any(${[...(options.programIds ?? [])]}::int[])
      )
    order by program.id limit ${PROGRAMS_LISTED_MAX}
  `.execute(tx);
  return rows.map(toProgram);
}

/** Locks a program against other changes of its settings; tracking goes on. */
export async function lockProgram(
  tx: Tx,
  workspaceId: number,
  programId: number,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    select id from program
    where workspace_id = ${workspaceId} and id = ${programId} and deleted_at is null
    for no key update
  `.execute(tx);
  return rows.length > 0;
}

export interface ProgramKey {
  hash: Buffer;
  masked: string;
}

/** Inserts a program and gives its id; null when its slug is another program's. */
export async function insertProgram(
  tx: Tx,
  workspaceId: number,
  draft: { settings: ProgramSettings; key: ProgramKey },
  now: Date,
): Promise<number | null> {
  const row = await tx
    .insertInto('program')
    .values({
      ...draft.settings,
      workspace_id: workspaceId,
      api_token_hash: draft.key.hash,
      api_token_masked: draft.key.masked,
      created_at: now,
    })
    .onConflict((slug) => slug.column('slug').where('deleted_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function updateProgramSettings(
  tx: Tx,
  workspaceId: number,
  change: { programId: number; settings: Partial<ProgramSettings> },
): Promise<void> {
  if (Object.keys(change.settings).length === 0) return;
  await tx
    .updateTable('program')
    .set(change.settings)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.programId)
    .execute();
}

/** Replaces the key of a program. The old one is unknown from the commit on. */
export async function updateProgramKey(
  tx: Tx,
  workspaceId: number,
  change: { programId: number; key: ProgramKey; now: Date },
): Promise<void> {
  await sql`
    update program set
      api_token_hash = ${change.key.hash},
      api_token_masked = ${change.key.masked},
      key_rotated_at = ${change.now}
    where workspace_id = ${workspaceId} and id = ${change.programId}
  `.execute(tx);
}

/** Makes the origins of a program exactly these. */
export async function replaceOrigins(
  tx: Tx,
  programId: number,
  origins: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    delete from program_origin
    where program_id = ${programId} and origin <> all(${[...origins]}::text[])
  `.execute(tx);
  await sql`
    insert into program_origin (program_id, origin, created_at)
    select ${programId}, origin, ${now}::timestamptz from unnest(${[...origins]}::text[]) as origin
    on conflict do nothing
  `.execute(tx);
}

// tenant: time zones belong to nobody.
/** Whether the database can compute with this time zone, which the runtime knows. */
export async function isTimeZoneKnown(tx: Tx, timeZone: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (
      select 1 from pg_timezone_names where lower(name) = lower(${timeZone})
    ) as known
  `.execute(tx);
  return rows[0]?.known ?? false;
}

/** Ends a program: it is missing from now on, its slug is free, its links are inactive. */
export async function updateProgramDeleted(
  tx: Tx,
  workspaceId: number,
  programId: number,
  now: Date,
): Promise<void> {
  await sql`
    update program set deleted_at = ${now}
    where workspace_id = ${workspaceId} and id = ${programId}
  `.execute(tx);
  await sql`
    update referral_link set status = 'inactive'
    where program_id = ${programId} and status = 'active'
  `.execute(tx);
}
