// Owns how the body of a request becomes settings, origins and terms, or the field that is wrong.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { normalizeOrigin } from './rules-origins.js';
import {
  type DefaultTermsChange,
  decideDefaultTerms,
  type FieldProblem,
  type PolicyTerms,
} from './rules-terms.js';
import { isTimeZoneKnown, type ProgramSettings } from './store.js';

export type CreateProgramBody = z.output<typeof schemas.createProgramBody>;
export type UpdateProgramBody = z.output<typeof schemas.updateProgramBody>;

/** The settings of the body that are columns of their own. */
export function settingsOf(body: UpdateProgramBody): Partial<ProgramSettings> {
  const {
    allowed_origins: _origins,
    default_commission_type: _type,
    default_commission_rate: _rate,
    default_commission_amount_cents: _amount,
    default_duration_months: _months,
    default_hold_period_days: _hold,
    auto_approve_commissions: _auto,
    payout_threshold_cents: threshold,
    ...columns
  } = body;
  const settings = threshold === undefined ? columns : { ...columns, ...thresholdOf(threshold) };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<ProgramSettings>;
}

/** Money is bigint behind the door. */
export function thresholdOf(cents: number): { payout_threshold_cents: bigint } {
  return { payout_threshold_cents: BigInt(cents) };
}

/** The settings of the body that are terms of the Default group. */
export function termsChangeOf(body: UpdateProgramBody): DefaultTermsChange {
  return {
    default_commission_type: body.default_commission_type,
    default_commission_rate: body.default_commission_rate,
    default_commission_amount_cents: body.default_commission_amount_cents,
    default_duration_months: body.default_duration_months,
    default_hold_period_days: body.default_hold_period_days,
    auto_approve_commissions: body.auto_approve_commissions,
  };
}

function refuse(problem: FieldProblem): never {
  throw new AppError('validation_failed', {
    params: { field: problem.field, problem: problem.problem },
  });
}

/** The origins as they are kept, each once. */
export function normalizeOrigins(entries: readonly string[]): string[] {
  const kept = entries.map((entry, index) => {
    const problem = 'must be an origin such as https://shop.example, or a bare host';
    return normalizeOrigin(entry) ?? refuse({ field: `allowed_origins.${index}`, problem });
  });
  return [...new Set(kept)];
}

/** @throws AppError `validation_failed` when the terms do not fit together */
export function requireTerms(facts: Parameters<typeof decideDefaultTerms>[0]): PolicyTerms {
  const verdict = decideDefaultTerms(facts);
  return verdict.ok ? verdict.terms : refuse(verdict);
}

/** @throws AppError `validation_failed` for a time zone that the database lacks */
export async function requireTimeZone(tx: Tx, timeZone: string): Promise<void> {
  if (await isTimeZoneKnown(tx, timeZone)) return;
  refuse({ field: 'time_zone', problem: 'is not known to the database' });
}
