// Owns the schemas of partners in a program and of their links.
import { z } from 'zod';
import { cursorQuery, email, id, idParam, money, text, timestamp, webUrl } from './primitives.js';

const TAGS_MAX = 20;
const TAG_LENGTH_MAX = 40;

/** A word of the brand for its partners. */
export const partnerTag = text(TAG_LENGTH_MAX);

const tags = z
  .array(partnerTag)
  .max(TAGS_MAX)
  .transform((words) => [...new Set(words)])
  .describe('Words of your own, to find partners by; each counts once.');

export const ENROLLMENT_STATUSES = ['applied', 'invited', 'active', 'rejected', 'removed'] as const;

export const LINK_STATUSES = ['active', 'inactive'] as const;

export const partnerParams = z.object({
  id: idParam.describe('Id of the program.'),
  partnerId: idParam.describe('Id of the partner.'),
});

export const linkParams = z.object({
  id: idParam.describe('Id of the program.'),
  linkId: idParam.describe('Id of the link.'),
});

export const partnersQuery = cursorQuery.extend({
  status: z.enum(ENROLLMENT_STATUSES).optional(),
  group_id: idParam.optional(),
  tag: partnerTag.optional().describe('Only partners with this tag.'),
});

export const linksQuery = cursorQuery.extend({
  partner_id: idParam.optional(),
  status: z.enum(LINK_STATUSES).optional(),
});

/** The synthetic test chain of a program uses codes of this form, so nobody else may. */
const RESERVED_SHORT_LINK = /^afftest\d+$/;

const shortLink = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be letters, digits, hyphens and underscores')
  .refine((code) => !RESERVED_SHORT_LINK.test(code), 'is reserved for test events')
  .describe('The value of `?aff=`; case-sensitive, unique in the installation.');

const linkFields = {
  short_link: shortLink.optional().describe('Made by the service when left out.'),
  name: text(120).nullable().optional(),
  destination_url: webUrl.nullable().optional().describe('Default: the website of the program.'),
};

export const createLinkBody = z
  .strictObject({ partner_id: id, ...linkFields })
  .meta({ id: 'CreateLinkRequest', examples: [{ partner_id: 7, short_link: 'PARTNER123' }] });

export const updateLinkBody = z
  .strictObject({
    name: linkFields.name,
    destination_url: linkFields.destination_url,
    status: z.enum(LINK_STATUSES).optional().describe('`inactive` stops recording clicks.'),
  })
  .meta({ id: 'UpdateLinkRequest', examples: [{ status: 'inactive' }] });

export const link = z
  .object({
    id,
    program_id: id,
    partner_id: id,
    short_link: z.string(),
    name: z.string().nullable(),
    destination_url: z.string(),
    url: z.string().describe('The destination with its `aff` parameter, ready to share.'),
    status: z.enum(LINK_STATUSES),
    clicks: z.int().min(0),
    leads: z.int().min(0),
    conversions: z.int().min(0),
    revenue: z.array(money).describe('One amount per currency.'),
    last_clicked: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Link' });

export const createPartnerBody = z
  .strictObject({
    name: text(120),
    email,
    status: z.enum(['applied', 'invited', 'active']).default('active'),
    group_id: id.optional().describe('Default: the Default group.'),
    tags: tags.optional(),
    link: z
      .strictObject(linkFields)
      .optional()
      .describe('Makes a first link at once; only for an active partner.'),
  })
  .meta({
    id: 'CreatePartnerRequest',
    examples: [{ name: 'Jo Kim', email: 'jo@blog.example', link: { short_link: 'PARTNER123' } }],
  });

export const updatePartnerBody = z
  .strictObject({
    name: text(120).optional(),
    email: email.optional(),
    group_id: id.optional().describe('Applies from the next attributed sale.'),
    tags: tags.optional().describe('Replaces all tags of the partner.'),
    status: z
      .enum(['active', 'rejected', 'removed'])
      .optional()
      .describe('Removing a partner makes its links inactive.'),
  })
  .meta({ id: 'UpdatePartnerRequest', examples: [{ status: 'active' }] });

const partnerShape = {
  id,
  program_id: id,
  name: z.string(),
  email: z.string(),
  status: z.enum(ENROLLMENT_STATUSES),
  group_id: id,
  tags: z.array(z.string()),
  total_clicks: z.int().min(0),
  total_leads: z.int().min(0),
  total_conversions: z.int().min(0),
  created_at: timestamp,
  joined_at: timestamp.nullable().describe('When the partner became active for the first time.'),
};

export const partner = z
  .object(partnerShape)
  .meta({ id: 'Partner', description: 'A person, as enrolled in one program.' });

export const createdPartner = z
  .object({ ...partnerShape, first_link: link.nullable() })
  .meta({ id: 'CreatedPartner' });
