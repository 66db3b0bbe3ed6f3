// Owns the use cases of links: making them for active partners, changing and stopping them.
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomAlphanumeric } from '../platform/ids.js';
import { holdEnrollment } from './store.js';
import {
  findLink,
  insertLink,
  type Link,
  type LinkStatus,
  lockLink,
  updateLinkRow,
} from './store-links.js';

const SHORT_LINK_LENGTH = 8;
/** Two of 36^8 codes meet practically never; more tries would hide a broken generator. */
const SHORT_LINK_ATTEMPTS_MAX = 5;

/** What a new link is to be; what is left out is made by the service. */
export interface LinkRequest {
  partnerId: number;
  shortLink?: string | undefined;
  name?: string | null | undefined;
  destinationUrl?: string | null | undefined;
}

/**
 * Makes a link for an active partner. A code is unique in the installation, and whoever asks for
 * one in use does not learn whose it is.
 * @example const link = await createLink(tx, programId, { partnerId, shortLink: 'JO' }, now);
 */
export async function createLink(
  tx: Tx,
  programId: number,
  request: LinkRequest,
  now: Date,
): Promise<Link> {
  const enrollment = await holdEnrollment(tx, programId, request.partnerId);
  if (!enrollment) throw new AppError('partner_not_found');
  if (enrollment.status !== 'active') throw new AppError('enrollment_not_active');
  const draft = {
    partnerId: request.partnerId,
    enrollmentId: enrollment.id,
    name: request.name ?? null,
    destinationUrl: request.destinationUrl ?? null,
  };
  const codes = request.shortLink === undefined ? randomCodes() : [request.shortLink];
  for (const shortLink of codes) {
    const linkId = await insertLink(tx, programId, { ...draft, shortLink }, now);
    if (linkId !== null) return requireLink(tx, programId, linkId);
  }
  throw new AppError('short_link_taken');
}

function* randomCodes(): Iterable<string> {
  for (let attempt = 0; attempt < SHORT_LINK_ATTEMPTS_MAX; attempt += 1) {
    yield randomAlphanumeric(SHORT_LINK_LENGTH).toLowerCase();
  }
}

/** @throws AppError `link_not_found` */
export async function requireLink(tx: Tx, programId: number, linkId: number): Promise<Link> {
  const link = await findLink(tx, programId, linkId);
  if (!link) throw new AppError('link_not_found');
  return link;
}

/** Changes, stops or revives a link; only an active partner's link can be revived. */
export async function changeLink(
  tx: Tx,
  programId: number,
  change: {
    linkId: number;
    name?: string | null | undefined;
    destinationUrl?: string | null | undefined;
    status?: LinkStatus | undefined;
  },
): Promise<Link> {
  const { partnerId } = await requireLink(tx, programId, change.linkId);
  // Whoever ends an enrollment locks it before its links, so the same order is kept here.
  const enrollment = await holdEnrollment(tx, programId, partnerId);
  await lockLink(tx, programId, change.linkId);
  const link = await requireLink(tx, programId, change.linkId);
  const status = change.status ?? link.status;
  if (status === 'active' && link.status !== 'active' && enrollment?.status !== 'active') {
    throw new AppError('enrollment_not_active');
  }
  const changed: Link = {
    ...link,
    status,
    name: change.name === undefined ? link.name : change.name,
    destinationUrl:
      change.destinationUrl === undefined ? link.destinationUrl : change.destinationUrl,
  };
  await updateLinkRow(tx, programId, changed);
  return changed;
}
