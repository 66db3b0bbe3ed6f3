// Owns how partners and links look on the wire.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { shareUrl } from './rules.js';
import type { EnrolledPartner } from './store.js';
import type { Link, LinkRevenue } from './store-links.js';

export type PartnerBody = z.input<typeof schemas.partner>;
export type LinkBody = z.input<typeof schemas.link>;

/** A partner as the API shows it. */
export function toPartnerBody(partner: EnrolledPartner): PartnerBody {
  return {
    id: partner.partnerId,
    program_id: partner.programId,
    name: partner.name,
    email: partner.email,
    status: partner.status,
    group_id: partner.groupId,
    tags: partner.tags,
    total_clicks: Number(partner.clicks),
    total_leads: Number(partner.leads),
    total_conversions: Number(partner.conversions),
    created_at: partner.createdAt.toISOString(),
    joined_at: partner.joinedAt?.toISOString() ?? null,
  };
}

/** A link as the API shows it; without a destination of its own it leads to the website. */
export function toLinkBody(
  link: Link,
  context: { websiteUrl: string; revenues: readonly LinkRevenue[] },
): LinkBody {
  const destination = link.destinationUrl ?? context.websiteUrl;
  return {
    id: link.id,
    program_id: link.programId,
    partner_id: link.partnerId,
    short_link: link.shortLink,
    name: link.name,
    destination_url: destination,
    url: shareUrl({ destination, shortLink: link.shortLink }),
    status: link.status,
    clicks: Number(link.clicks),
    leads: Number(link.leads),
    conversions: Number(link.conversions),
    revenue: context.revenues
      .filter((revenue) => revenue.linkId === link.id)
      .map(({ netCents, currency }) => ({ amount_cents: Number(netCents), currency })),
    last_clicked: link.lastClickedAt?.toISOString() ?? null,
    created_at: link.createdAt.toISOString(),
  };
}
