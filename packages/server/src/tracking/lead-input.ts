// Owns the body of a lead call.
import { TRACKING_LIMITS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';
import {
  type Body,
  readAdditionalData,
  readIdentifier,
  readProgramId,
  readText,
  readTextList,
  requireIdentifier,
} from './input.js';

export interface LeadInput {
  clickId: string | null;
  customerKey: string | null;
  email: string | null;
  clickIds: string[] | null;
  pageUrl: string | null;
  sessionId: string | null;
  programId: number | null;
  eventName: string | null;
}

/** A customer key may arrive as a JSON number; it is kept as its text. */
export function readCustomerKey(body: Body): string | null {
  const value = body.customer_key;
  if (typeof value === 'number' && Number.isFinite(value)) {
    requireIdentifier(String(value), 'customer_key');
    return String(value);
  }
  return readIdentifier(body, 'customer_key');
}

/** The program that a browser names, at either of its two places. */
export function readStatedProgramId(body: Body): number | null {
  const data = body.additional_data as { program_id?: unknown } | null | undefined;
  return readProgramId(body.program_id) ?? readProgramId(data?.program_id);
}

/** Reads a lead call. @throws AppError in the order of the specification */
export function readLeadInput(body: Body): LeadInput {
  const clickId = readIdentifier(body, 'click_id');
  const customerKey = readCustomerKey(body);
  if (clickId === null && customerKey === null) throw new AppError('lead_identifier_required');
  const data = readAdditionalData(body);
  const nestedName = data ? readText(data, 'event_name') : null;
  return {
    clickId,
    customerKey,
    email: readText(body, 'email'),
    clickIds: readTextList(body, 'click_ids', TRACKING_LIMITS.clickIdsCount),
    pageUrl: readText(body, 'page_url', TRACKING_LIMITS.urlCharacters),
    sessionId: readText(body, 'session_id'),
    programId: readStatedProgramId(body),
    eventName: readText(body, 'event_name') ?? nestedName,
  };
}
