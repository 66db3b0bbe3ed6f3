// Owns the tools that record events: click, lead, sale and refund.
import type { AgentTool } from '@affitor/contract';
import { AGENT_TOOL_OUTPUTS, SALE_TYPES, SUBSCRIPTION_INTERVALS } from '@affitor/contract';
import type { Affitor, AffitorResponse } from '@affitor/sdk/server';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { answer, attempt, failure } from './results.js';

/** What the tools need of the client of the SDK. */
export type TrackingClient = Pick<
  Affitor,
  'trackClick' | 'trackLead' | 'trackSale' | 'trackRefund' | 'readiness'
>;

const customer = {
  customerExternalId: z
    .string()
    .optional()
    .describe('Your own stable id of the user. This or clickId is required.'),
  clickId: z.string().optional().describe('Value of the affitor_click_id cookie.'),
};

/** Writes real rows; a repeat of the same lead, sale or refund changes nothing. */
const RECORDS_ONCE = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Registers the four tools. */
export function registerTrackingTools(server: McpServer, client: TrackingClient): void {
  registerClick(server, client);
  registerLead(server, client);
  registerSale(server, client);
  registerRefund(server, client);
}

function registerClick(server: McpServer, client: TrackingClient): void {
  const name = 'affitor_track_click';
  server.registerTool(
    name,
    {
      title: 'Record a click',
      description:
        'Records a real visit through a partner link. affiliateUrl is the landing page with its ' +
        '?aff= code; without it the service answers 400. To prove an integration use ' +
        'affitor_run_verification instead, which leaves no trace.',
      inputSchema: {
        affiliateUrl: z.string().optional().describe('Landing page with its ?aff= parameter.'),
        pageUrl: z.string().optional(),
        referrerUrl: z.string().optional(),
        existingClickId: z.string().optional().describe('Click id that the browser holds already.'),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: { ...RECORDS_ONCE, idempotentHint: false },
    },
    (input) => attempt(async () => settle(name, await client.trackClick(input))),
  );
}

function registerLead(server: McpServer, client: TrackingClient): void {
  const name = 'affitor_track_lead';
  server.registerTool(
    name,
    {
      title: 'Record a sign-up',
      description: 'Records that a user signed up. Needs customerExternalId or clickId.',
      inputSchema: { ...customer, email: z.string().optional() },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: RECORDS_ONCE,
    },
    (input) =>
      attempt(async () =>
        hasCustomer(input) ? settle(name, await client.trackLead(input)) : noCustomer(name),
      ),
  );
}

function registerSale(server: McpServer, client: TrackingClient): void {
  const name = 'affitor_track_sale';
  server.registerTool(
    name,
    {
      title: 'Record a sale',
      description:
        'Records a real payment and creates its commission. amount is in whole cents. invoiceId ' +
        'is the payment provider’s own id: an error “Duplicate transaction_id …” (409) means ' +
        'that the sale is recorded already; treat it as done.',
      inputSchema: {
        ...customer,
        amount: z.int().positive().describe('Whole cents: 4900 is $49.00.'),
        invoiceId: z.string().describe('The same id is never counted twice.'),
        currency: z.string().optional().describe('ISO 4217; USD when left out.'),
        saleType: z.enum(SALE_TYPES).optional(),
        isRecurring: z.boolean().optional().describe('True on renewals.'),
        subscriptionId: z.string().optional(),
        subscriptionInterval: z.enum(SUBSCRIPTION_INTERVALS).optional(),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: RECORDS_ONCE,
    },
    (input) =>
      attempt(async () =>
        hasCustomer(input) ? settle(name, await client.trackSale(input)) : noCustomer(name),
      ),
  );
}

function registerRefund(server: McpServer, client: TrackingClient): void {
  const name = 'affitor_track_refund';
  server.registerTool(
    name,
    {
      title: 'Record a refund',
      description:
        'Takes back the share of the commission. refundAmountCents is the total refunded so far; ' +
        'left out or 0, the whole sale.',
      inputSchema: {
        invoiceId: z.string().describe('The invoiceId of the sale.'),
        refundAmountCents: z.int().min(0).optional(),
        refundReason: z.string().optional(),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: { ...RECORDS_ONCE, destructiveHint: true },
    },
    (input) => attempt(async () => settle(name, await client.trackRefund(input))),
  );
}

function settle(tool: AgentTool, reply: AffitorResponse<unknown>): CallToolResult {
  return reply.ok ? answer(tool, reply) : failure(reply.error);
}

function hasCustomer(input: { customerExternalId?: unknown; clickId?: unknown }): boolean {
  return Boolean(input.customerExternalId || input.clickId);
}

function noCustomer(tool: AgentTool): CallToolResult {
  return failure(`${tool}: \`customerExternalId\` or \`clickId\` is required`);
}
