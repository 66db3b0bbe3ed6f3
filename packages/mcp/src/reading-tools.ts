// Owns the tools that read: events, the story of a conversion, the report.
import { AGENT_TOOL_OUTPUTS, schemas } from '@affitor/contract';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { explain } from './explanation.js';
import { READS } from './integration-tools.js';
import { answer, attempt, failure } from './results.js';
import { KEY_MISSING, type ServiceReader } from './service-reader.js';

const EVENTS_DEFAULT = 20;
const EVENTS_MAX = 100;
const EXPLAINED_EVENTS_MAX = 20;
const REFUSALS_MAX = 3;

/** Registers the tools of a reader. */
export function registerReadingTools(server: McpServer, reader: ServiceReader): void {
  registerEvents(server, reader);
  registerExplanation(server, reader);
  registerReport(server, reader);
}

function registerEvents(server: McpServer, reader: ServiceReader): void {
  const name = 'affitor_list_events';
  server.registerTool(
    name,
    {
      title: 'List events',
      description:
        'Lists clicks, leads, sales, refunds and refused calls, newest first, with what became ' +
        'of each. Test events, those of a verification included, come with mode test. Needs ' +
        'AFFITOR_MANAGEMENT_KEY.',
      inputSchema: {
        kind: z.enum(schemas.FEED_KINDS).optional(),
        mode: z.enum(schemas.FEED_MODES).default('live'),
        search: z
          .string()
          .max(512)
          .optional()
          .describe('A user id, invoiceId, click id or request id, written in full.'),
        limit: z.int().min(1).max(EVENTS_MAX).default(EVENTS_DEFAULT),
        cursor: z.string().optional().describe('meta.next_cursor of the page before.'),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: READS,
    },
    ({ search, ...query }) =>
      attempt(async () => answer(name, await reader.listEvents({ ...query, q: search }))),
  );
}

function registerExplanation(server: McpServer, reader: ServiceReader): void {
  const name = 'affitor_explain_conversion';
  server.registerTool(
    name,
    {
      title: 'Explain a conversion',
      description:
        'Tells why a sale, sign-up or click was credited or not: sentences first, then the whole ' +
        'trace with clicks, decisions, policy, arithmetic and ledger. Give one id. With the API ' +
        'key alone only a sale is found, without its story; the rest needs AFFITOR_MANAGEMENT_KEY.',
      inputSchema: {
        invoiceId: z.string().max(512).optional().describe('The transaction id of a sale.'),
        customerExternalId: z.string().max(512).optional(),
        clickId: z.string().max(100).optional(),
        requestId: z.string().max(200).optional().describe('X-Request-Id of a refused call.'),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: READS,
    },
    ({ invoiceId, customerExternalId, clickId, requestId }) =>
      attempt(async () => {
        const id = invoiceId || customerExternalId || clickId || requestId;
        if (!id) return failure(`${name}: one id is required`);
        const sale = invoiceId ? await reader.findSale(invoiceId) : null;
        if (!reader.canReadReports) {
          if (!sale) return failure(KEY_MISSING);
          const found = { id, sale, events: [], trace: null };
          const sentences = [...explain(found), `Why, and who is credited: ${KEY_MISSING}`];
          return answer(name, { sentences, sale, events: [], trace: null });
        }
        const { events, trace } = await findStory(reader, id);
        const isFound = sale !== null || events.length > 0;
        const refusals = isFound ? [] : await listRefusals(reader);
        const sentences = explain({ id, sale, events, trace, refusals });
        return answer(name, { sentences, sale, events, trace });
      }),
  );
}

/** Looks among the real events first; only where there are none among those of test mode. */
async function findStory(reader: ServiceReader, id: string) {
  const query = { q: id, limit: EXPLAINED_EVENTS_MAX };
  const live = await reader.listEvents({ ...query, mode: 'live' });
  const { data: events } =
    live.data.length > 0 ? live : await reader.listEvents({ ...query, mode: 'test' });
  const target = events.find(({ trace }) => trace !== null)?.trace;
  return { events, trace: target ? await reader.readTrace(target) : null };
}

async function listRefusals(reader: ServiceReader) {
  return (await reader.listEvents({ kind: 'refusal', limit: REFUSALS_MAX })).data;
}

function registerReport(server: McpServer, reader: ServiceReader): void {
  const name = 'affitor_report';
  server.registerTool(
    name,
    {
      title: 'Read the report',
      description:
        'Clicks, sign-ups, paying customers, revenue and commission of a period beside the ' +
        'period before, with funnel, top partners, sources, countries and landing pages. Needs ' +
        'AFFITOR_MANAGEMENT_KEY.',
      inputSchema: {
        period: z.enum(schemas.OVERVIEW_PERIODS).default('30d'),
        from: z.iso.date().optional().describe('First day; from and to win over period.'),
        to: z.iso.date().optional().describe('Last day, inclusive.'),
        partnerId: z.int().min(1).optional(),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: READS,
    },
    ({ partnerId, ...query }) =>
      attempt(async () => {
        const overview = await reader.readOverview({ ...query, partner_id: partnerId });
        // The figures of every day are for charts; an agent asks for a shorter period instead.
        const { series: _, previous_series: __, ...report } = overview;
        return answer(name, report);
      }),
  );
}
