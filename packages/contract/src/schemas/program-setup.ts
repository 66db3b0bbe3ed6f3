// Owns the schemas of what is set up around a program: its logo, its origins' check, its test data.
import { z } from 'zod';
import { idParam, timestamp } from './primitives.js';

export const LOGO_CONTENT_TYPES = ['image/png', 'image/jpeg', 'image/svg+xml'] as const;

export const LOGO_SIZE_MAX_PX = 1_800;
export const LOGO_SIZE_MAX_BYTES = 262_144;

const BASE64_LENGTH_MAX = Math.ceil(LOGO_SIZE_MAX_BYTES / 3) * 4;
const ORIGIN_LENGTH_MAX = 2_048;

/** One pixel, so that the example of the documents is an image. */
const EXAMPLE_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg' +
  'gg==';

export const logoBody = z
  .strictObject({
    content_base64: z
      .string()
      .min(1)
      .max(BASE64_LENGTH_MAX)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64')
      .describe('The file. What it is shows in its content; its name does not count.'),
  })
  .meta({
    id: 'LogoRequest',
    description:
      `A PNG, JPG or SVG of at most ${LOGO_SIZE_MAX_PX} × ${LOGO_SIZE_MAX_PX} pixels and ` +
      `${LOGO_SIZE_MAX_BYTES / 1024} KiB.`,
    examples: [{ content_base64: EXAMPLE_PNG }],
  });

export const logo = z
  .object({
    url: z.string().describe('Where it is shown to everybody; changes with the content.'),
    content_type: z.enum(LOGO_CONTENT_TYPES),
    width_px: z.int().min(1),
    height_px: z.int().min(1),
    size_bytes: z.int().min(1),
    created_at: timestamp,
  })
  .meta({ id: 'Logo' });

export const logoParams = z.object({
  programId: idParam.describe('Id of the program.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('Digest of the content.'),
});

export const originCheckQuery = z.object({
  origin: z
    .string()
    .max(ORIGIN_LENGTH_MAX)
    .default('')
    .describe('An origin, or the address of a page of it.'),
});

export const ORIGIN_VERDICTS = ['listed', 'not_listed', 'not_an_origin'] as const;

export const originCheck = z
  .object({
    origin: z.string().nullable().describe('As a browser sends it; null when it is none.'),
    is_allowed: z.boolean().describe('What tracking decides about calls from its pages.'),
    verdict: z.enum(ORIGIN_VERDICTS),
    matched: z.array(z.string()).describe('The entries of the list that allow it.'),
  })
  .meta({ id: 'OriginCheck' });

export const testData = z
  .object({ clicks: z.int().min(0), leads: z.int().min(0), sales: z.int().min(0) })
  .meta({ id: 'TestData', description: 'How many test rows there are.' });
