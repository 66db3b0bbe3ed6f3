// Owns the making of a program: its settings, its key, its slug, its Default group and first terms.
import { PROGRAM_DEFAULTS } from '@affitor/contract';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomAlphanumeric } from '../platform/ids.js';
import { makeKey } from './keys.js';
import { slugCandidates } from './rules.js';
import { originsOfWebsite } from './rules-origins.js';
import { FIRST_TERMS } from './rules-terms.js';
import { type Acting, requireProgram } from './service.js';
import { addPolicyVersion } from './service-policies.js';
import {
  type CreateProgramBody,
  normalizeOrigins,
  requireTerms,
  requireTimeZone,
  settingsOf,
  termsChangeOf,
  thresholdOf,
} from './settings.js';
import {
  insertProgram,
  type Program,
  type ProgramKey,
  type ProgramSettings,
  replaceOrigins,
} from './store.js';
import { insertGroup } from './store-groups.js';

const DEFAULT_GROUP_NAME = 'Default';
const SLUG_SUFFIX_LENGTH = 8;

/**
 * Makes a program with its Default group, the first version of its terms, and its key. The full
 * key is in the answer and nowhere else.
 * @example const { program, apiToken } = await createProgram(tx, workspaceId, { body, acting });
 */
export async function createProgram(
  tx: Tx,
  workspaceId: number,
  request: { body: CreateProgramBody; acting: Acting },
): Promise<{ program: Program; apiToken: string }> {
  const { body, acting } = request;
  const now = acting.clock.now();
  const settings = { ...defaultSettings(), ...settingsOf(body) } as ProgramSettings;
  if (body.time_zone !== undefined) await requireTimeZone(tx, body.time_zone);
  const terms = requireTerms({
    current: FIRST_TERMS,
    change: termsChangeOf(body),
    currency: settings.currency,
  });
  const origins = body.allowed_origins
    ? normalizeOrigins(body.allowed_origins)
    : originsOfWebsite(body.website_url);
  const { key, apiToken } = makeKey();
  const slugs = body.slug === undefined ? slugsOf(body.name) : [body.slug];
  const programId = await insertWithFreeSlug(tx, workspaceId, { settings, key, slugs, now });
  await replaceOrigins(tx, programId, origins, now);
  const groupId = await insertGroup(
    tx,
    programId,
    { name: DEFAULT_GROUP_NAME, isDefault: true },
    now,
  );
  await addPolicyVersion(tx, programId, {
    groupId,
    productId: null,
    terms,
    effectiveFrom: now,
    createdBy: acting.actor,
    clock: { now: () => now },
  });
  return { program: await requireProgram(tx, workspaceId, programId, acting), apiToken };
}

function defaultSettings(): Partial<ProgramSettings> {
  const {
    default_commission_type: _type,
    default_commission_rate: _rate,
    default_commission_amount_cents: _amount,
    default_duration_months: _months,
    default_hold_period_days: _hold,
    auto_approve_commissions: _auto,
    payout_threshold_cents: threshold,
    ...columns
  } = PROGRAM_DEFAULTS;
  return { ...columns, ...thresholdOf(threshold) };
}

function slugsOf(name: string): string[] {
  return slugCandidates(name, randomAlphanumeric(SLUG_SUFFIX_LENGTH));
}

async function insertWithFreeSlug(
  tx: Tx,
  workspaceId: number,
  draft: { settings: ProgramSettings; key: ProgramKey; slugs: readonly string[]; now: Date },
): Promise<number> {
  for (const slug of draft.slugs) {
    const settings = { ...draft.settings, slug };
    const programId = await insertProgram(tx, workspaceId, { settings, key: draft.key }, draft.now);
    if (programId !== null) return programId;
  }
  throw new AppError('slug_taken');
}
