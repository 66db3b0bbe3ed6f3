// Owns the use cases of programs that exist: settings, keys, going live, deletion.
import type { Clock } from '../platform/clock.js';
import { isUniqueViolation, type Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { enqueue } from '../platform/jobs.js';
import { makeKey } from './keys.js';
import { areTermsEqual } from './rules-terms.js';
import { addPolicyVersion } from './service-policies.js';
import {
  normalizeOrigins,
  requireTerms,
  requireTimeZone,
  settingsOf,
  termsChangeOf,
  type UpdateProgramBody,
} from './settings.js';
import {
  findProgram,
  lockProgram,
  type Program,
  replaceOrigins,
  updateProgramDeleted,
  updateProgramKey,
  updateProgramSettings,
} from './store.js';
import { findDefaultGroupId } from './store-groups.js';

/** Who acts, and by which clock. */
export interface Acting {
  actor: string;
  clock: Clock;
}

/** @throws AppError `program_not_found` */
export async function requireProgram(
  tx: Tx,
  workspaceId: number,
  programId: number,
  acting: Acting,
): Promise<Program> {
  const program = await findProgram(tx, workspaceId, programId, acting.clock.now());
  if (!program) throw new AppError('program_not_found');
  return program;
}

/** Locks the program and reads it as it then is. */
async function lockAndRead(
  tx: Tx,
  workspaceId: number,
  programId: number,
  acting: Acting,
): Promise<Program> {
  if (!(await lockProgram(tx, workspaceId, programId))) throw new AppError('program_not_found');
  return requireProgram(tx, workspaceId, programId, acting);
}

/** Changes the settings in the body and no others. */
export async function changeProgram(
  tx: Tx,
  workspaceId: number,
  request: { programId: number; body: UpdateProgramBody; acting: Acting },
): Promise<Program> {
  const { programId, body, acting } = request;
  const program = await lockAndRead(tx, workspaceId, programId, acting);
  const now = acting.clock.now();
  refuseStatusJump(program, body);
  if (body.allowed_origins) {
    await replaceOrigins(tx, programId, normalizeOrigins(body.allowed_origins), now);
  }
  const settings = settingsOf(body);
  await refuseTakenSlug(() => updateProgramSettings(tx, workspaceId, { programId, settings }));
  const termsFrom = await changeDefaultTerms(tx, program, { body, acting });
  if (body.time_zone !== undefined && body.time_zone !== program.time_zone) {
    await requireTimeZone(tx, body.time_zone);
    // A day begins at another moment now, so the days that were counted have to be counted again.
    const jobKey = `metrics.rebuild:${programId}`;
    await enqueue(tx, 'metrics.rebuild', { programId }, { jobKey });
  }
  // The answer shows the new terms, even if they begin a millisecond from now.
  const clock = { now: () => termsFrom ?? now };
  return requireProgram(tx, workspaceId, programId, { ...acting, clock });
}

async function refuseTakenSlug(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error, 'program_slug')) throw new AppError('slug_taken');
    throw error;
  }
}

function refuseStatusJump(program: Program, body: UpdateProgramBody): void {
  if (body.status === undefined || program.status !== 'draft') return;
  throw new AppError('program_status_conflict', {
    params: { from: program.status, to: body.status },
  });
}

async function changeDefaultTerms(
  tx: Tx,
  program: Program,
  request: { body: UpdateProgramBody; acting: Acting },
): Promise<Date | null> {
  const { body, acting } = request;
  const terms = requireTerms({
    current: program.terms,
    change: termsChangeOf(body),
    currency: body.currency ?? program.currency,
  });
  if (areTermsEqual(terms, program.terms)) return null;
  const version = await addPolicyVersion(tx, program.id, {
    groupId: await findDefaultGroupId(tx, program.id),
    productId: null,
    terms,
    effectiveFrom: null,
    createdBy: acting.actor,
    clock: acting.clock,
  });
  return version.effectiveFrom;
}

/** Takes a draft program live. */
export async function goLive(
  tx: Tx,
  workspaceId: number,
  programId: number,
  acting: Acting,
): Promise<Program> {
  const program = await lockAndRead(tx, workspaceId, programId, acting);
  if (program.status !== 'draft') {
    throw new AppError('program_not_draft', { params: { status: program.status } });
  }
  await updateProgramSettings(tx, workspaceId, { programId, settings: { status: 'active' } });
  return requireProgram(tx, workspaceId, programId, acting);
}

/** Replaces the key of a program; the old one is dead from the commit on, in every process. */
export async function regenerateKey(
  tx: Tx,
  workspaceId: number,
  programId: number,
  acting: Acting,
): Promise<{ apiToken: string; masked: string }> {
  const { key, apiToken } = makeKey();
  const now = acting.clock.now();
  await updateProgramKey(tx, workspaceId, { programId, key, now });
  return { apiToken, masked: key.masked };
}

/** Ends a program; its books stay. */
export async function deleteProgram(
  tx: Tx,
  workspaceId: number,
  programId: number,
  acting: Acting,
): Promise<void> {
  await lockAndRead(tx, workspaceId, programId, acting);
  await updateProgramDeleted(tx, workspaceId, programId, acting.clock.now());
}
