// Owns the bodies of click, lead, sale and refund. They describe and document: the service checks
// these bodies by hand, in the order of the specification, with the messages of the catalogue.
import { z } from 'zod';

/** Limits of the hand-written checks, stated once for the service and for the documents. */
export const TRACKING_LIMITS = {
  bodyBytes: 65_536,
  urlCharacters: 2048,
  textCharacters: 512,
  lineItemsBytes: 16_384,
  additionalDataBytes: 4096,
  clickIdsCount: 20,
} as const;

export const SALE_TYPES = ['payment', 'subscription'] as const;
export const SUBSCRIPTION_INTERVALS = ['monthly', 'quarterly', 'annual'] as const;

const shortText = z.string().max(TRACKING_LIMITS.textCharacters);
const urlText = z.string().max(TRACKING_LIMITS.urlCharacters);
const programId = z
  .union([z.int(), z.string(), z.null()])
  .describe('Id of the program, as a number or as numeric text.');

const additionalData = z
  .looseObject({
    test_mode: z
      .boolean()
      .optional()
      .describe('Only `true` makes this a test: stored apart, with no effect on anything else.'),
    program_id: programId.optional(),
  })
  .describe('Further values, at most 4 KiB as JSON.');

export const clickBody = z
  .looseObject({
    affiliate_url: urlText
      .optional()
      .describe('Full URL of the page with its `aff` parameter. Required except in test mode.'),
    page_url: urlText.optional(),
    page_title: z.string().optional().describe('Cut after 512 characters.'),
    referrer_url: z.string().optional().describe('Cut after 2,048 characters.'),
    session_id: shortText.optional(),
    user_agent: z.string().optional().describe('Taken from the `User-Agent` header when left out.'),
    screen_resolution: shortText.optional().meta({ examples: ['1920x1080'] }),
    viewport_size: shortText.optional().meta({ examples: ['1280x800'] }),
    language: shortText.optional().meta({ examples: ['en-US'] }),
    timezone: shortText.optional().meta({ examples: ['Europe/Berlin'] }),
    existing_click_id: shortText
      .optional()
      .describe('Click id that this browser holds already. An unknown one is ignored.'),
    additional_data: additionalData.optional(),
  })
  .meta({
    id: 'ClickRequest',
    examples: [{ affiliate_url: 'https://shop.example/?aff=PARTNER123' }],
  });

export const leadBody = z
  .looseObject({
    click_id: shortText
      .nullable()
      .optional()
      .describe('Value of the `affitor_click_id` cookie. This or `customer_key` is required.'),
    customer_key: z
      .union([shortText, z.number()])
      .nullable()
      .optional()
      .describe('Your own stable id of the user. This or `click_id` is required.'),
    email: shortText.optional().describe('Stored only as a keyed hash and in masked form.'),
    click_ids: z
      .array(shortText)
      .optional()
      .describe('Click ids this browser has held, oldest first. The last 20 are kept.'),
    page_url: urlText.optional(),
    session_id: shortText.optional(),
    program_id: programId.optional(),
    has_attribution: z.boolean().optional().describe('Informational.'),
    debug_mode: z.boolean().optional().describe('Informational; never makes a lead a test.'),
    event_name: shortText.optional().describe('Also read from `additional_data.event_name`.'),
    additional_data: additionalData.optional(),
  })
  .meta({
    id: 'LeadRequest',
    examples: [{ click_id: 'cust_42_1712345678901', customer_key: 'user_1001' }],
  });

export const saleBody = z
  .looseObject({
    transaction_id: shortText
      .optional()
      .describe('Unique across all programs; best the id that your payment provider made.'),
    amount_cents: z
      .int()
      .min(1)
      .optional()
      .describe('Positive integer in the smallest currency unit. Required except in test mode.'),
    customer_key: z
      .union([shortText, z.number()])
      .nullable()
      .optional()
      .describe('Preferred look-up. This or `click_id` is required.'),
    click_id: shortText.nullable().optional().describe('Look-up when no `customer_key` resolves.'),
    currency: z.string().optional().describe('ISO 4217 code in any case. Default `USD`.'),
    sale_type: z.enum(SALE_TYPES).optional().describe('Default `payment`.'),
    is_recurring: z.boolean().optional().describe('True on renewals. Default false.'),
    subscription_id: shortText.optional(),
    subscription_interval: z.enum(SUBSCRIPTION_INTERVALS).optional(),
    product_id: shortText.optional().describe('Selects a policy made for this product.'),
    line_items: z.unknown().optional().describe('Any JSON, stored as given, at most 16 KiB.'),
    event_name: shortText.optional(),
    additional_data: additionalData.optional(),
  })
  .meta({
    id: 'SaleRequest',
    examples: [{ transaction_id: 'pi_1001', amount_cents: 4900, customer_key: 'user_1001' }],
  });

export const refundBody = z
  .looseObject({
    transaction_id: shortText.describe('The id of the original sale.'),
    refund_amount_cents: z
      .int()
      .min(0)
      .nullable()
      .optional()
      .describe('Total refunded so far. Left out, null or 0 means all of it.'),
    refund_reason: shortText.nullable().optional(),
    additional_data: additionalData.optional(),
  })
  .meta({
    id: 'RefundRequest',
    examples: [{ transaction_id: 'pi_1001', refund_amount_cents: 2450 }],
  });

export const trackedSaleParams = z.object({
  transaction_id: z.string().min(1).describe('The `transaction_id` of the sale.'),
});
