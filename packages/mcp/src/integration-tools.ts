// Owns the tools that wire and prove an integration: readiness, plan, verification.
import { AGENT_TOOL_OUTPUTS } from '@affitor/contract';
import { FRAMEWORKS, getIntegrationPlan, MODES, PROVIDERS } from '@affitor/recipes';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answer, attempt, failure } from './results.js';
import type { TrackingClient } from './tracking-tools.js';

/** Runs a synthetic chain and gives the body of its answer. */
export type RunVerification = () => Promise<object>;

export const READS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Registers the tools; without `runVerification` the last of them says so. */
export function registerIntegrationTools(
  server: McpServer,
  client: TrackingClient,
  runVerification?: RunVerification,
): void {
  registerReadiness(server, client);
  registerPlan(server);
  registerVerification(server, runVerification);
}

function registerReadiness(server: McpServer, client: TrackingClient): void {
  const name = 'affitor_readiness';
  server.registerTool(
    name,
    {
      title: 'Read the readiness',
      description:
        'Tells how far the integration is: five gates (profile, economics, payout, tracking, ' +
        'live), the blocker, and what to do next. Poll it until integration_verified is true, ' +
        'poll.retry_after_seconds apart.',
      inputSchema: {
        forceRecheck: z
          .boolean()
          .optional()
          .describe('Looks at the site anew, at most once a minute.'),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: READS,
    },
    ({ forceRecheck }) =>
      attempt(async () => answer(name, await client.readiness({ forceRecheck }))),
  );
}

function registerPlan(server: McpServer): void {
  const name = 'affitor_get_integration_plan';
  server.registerTool(
    name,
    {
      title: 'Get the integration plan',
      description:
        'Gives the numbered steps and the code for a stack. Calls nothing. mode stripe_connect: ' +
        'Affitor reads the payments, plant metadata only; s2s: your server reports them.',
      inputSchema: {
        framework: z.enum(FRAMEWORKS),
        provider: z.enum(PROVIDERS).default('stripe'),
        mode: z.enum(MODES).default('stripe_connect'),
      },
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: READS,
    },
    (stack) => attempt(async () => answer(name, getIntegrationPlan(stack))),
  );
}

function registerVerification(server: McpServer, runVerification?: RunVerification): void {
  const name = 'affitor_run_verification';
  server.registerTool(
    name,
    {
      title: 'Run the verification',
      description:
        'Runs a synthetic click, lead and sale through the real pipeline; nothing of it reaches ' +
        'a figure, balance or payout. Each must say attributed. At most ten per hour: a result ' +
        'with http_status 429 says in error.retry_after_seconds how long to wait. Then read the ' +
        'readiness.',
      inputSchema: {},
      outputSchema: AGENT_TOOL_OUTPUTS[name],
      annotations: { ...READS, readOnlyHint: false, idempotentHint: false },
    },
    () =>
      attempt(async () =>
        runVerification
          ? answer(name, await runVerification())
          : failure(`${name} is not configured in this MCP build`),
      ),
  );
}
