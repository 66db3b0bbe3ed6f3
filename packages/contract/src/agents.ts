// Owns the schemas of what the tools for coding agents answer, and the names of the tools.
import { z } from 'zod';
import { eventFeedResponse } from './schemas/event-feed.js';
import { overview } from './schemas/overview.js';
import { chainResult, programReadiness } from './schemas/readiness.js';
import { trace } from './schemas/trace.js';
import {
  clickResponse,
  leadResponse,
  refundResponse,
  saleResponse,
  trackedSaleResponse,
} from './schemas/tracking-responses.js';

/** What the client of `@affitor/sdk/server` resolves to, around the body of a success. */
function envelopeOf<Body extends z.ZodType>(body: Body) {
  return z.object({
    ok: z.literal(true),
    status: z.int().describe('The HTTP status.'),
    data: body.nullable(),
  });
}

const injected = { snippet: z.string(), inject_target: z.string() };

const integrationRecipe = z.object({
  sale_path: z.enum(['connect', 'webhook_sdk', 'raw_http']),
  install: z.string(),
  metadata: z.object({ why: z.string(), snippet: z.string() }),
  sale: z.object(injected).nullable().describe('Null: do not report sales, Affitor reads them.'),
  renewal: z
    .object({ ...injected, note: z.string() })
    .nullable()
    .describe('Null: renewals come the same way as first payments.'),
  verify: z.string(),
  notes: z.array(z.string()),
});

const integrationPlan = z.object({
  steps: z.array(z.string()).describe('Numbered, in the order to take them.'),
  recipe: integrationRecipe,
});

/** A verdict, or the refusal of the service as it came; the status tells them apart. */
const verificationOutcome = z.looseObject({
  data: chainResult.optional(),
  http_status: z.int().optional().describe('Present when the service refused.'),
  error: z
    .union([
      z.string(),
      z.looseObject({
        code: z.string().optional(),
        message: z.string(),
        retry_after_seconds: z.int().optional(),
      }),
    ])
    .optional(),
});

const conversionExplanation = z.object({
  sentences: z.array(z.string()).describe('The story in short, ready to be shown.'),
  sale: trackedSaleResponse.nullable().describe('What is recorded under the transaction id.'),
  events: eventFeedResponse.shape.data.describe('What arrived under the given id, newest first.'),
  trace: trace.nullable().describe('Clicks, decisions, policy, arithmetic, ledger.'),
});

/** The figures of an overview as a flat list; `unit` tells which fields are there. */
const reportMetric = z.looseObject({
  id: z.string(),
  label: z.string(),
  definition: z.string(),
  unit: z.enum(['count', 'money']),
});

const programReport = z.object({
  ...overview.pick({
    range: true,
    previous_range: true,
    time_zone: true,
    as_of: true,
    funnel: true,
    top_partners: true,
    top_sources: true,
    top_countries: true,
    top_landing_pages: true,
  }).shape,
  metrics: z.array(reportMetric),
});

/** What each tool of the MCP server answers when it succeeds, by the name of the tool. */
export const AGENT_TOOL_OUTPUTS = {
  // Without the name of the shape: a tool's schema must be an object, not a reference to one.
  affitor_readiness: z.object(programReadiness.shape),
  affitor_track_click: envelopeOf(clickResponse),
  affitor_track_lead: envelopeOf(leadResponse),
  affitor_track_sale: envelopeOf(saleResponse),
  affitor_track_refund: envelopeOf(refundResponse),
  affitor_get_integration_plan: integrationPlan,
  affitor_run_verification: verificationOutcome,
  affitor_list_events: eventFeedResponse,
  affitor_explain_conversion: conversionExplanation,
  affitor_report: programReport,
} as const;

export type AgentTool = keyof typeof AGENT_TOOL_OUTPUTS;
