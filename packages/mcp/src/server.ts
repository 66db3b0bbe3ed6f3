// Owns the MCP server: its name, its instructions and its tools.
import { INTEGRATION_RULES } from '@affitor/recipes';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { type RunVerification, registerIntegrationTools } from './integration-tools.js';
import { registerReadingTools } from './reading-tools.js';
import type { ServiceReader } from './service-reader.js';
import { registerTrackingTools, type TrackingClient } from './tracking-tools.js';

const INSTRUCTIONS = [
  'Affitor credits partners for the customers they bring. To integrate: affitor_readiness, ' +
    'affitor_get_integration_plan, write the code, affitor_run_verification, affitor_readiness ' +
    'again. To find out why something was or was not credited: affitor_explain_conversion.',
  ...INTEGRATION_RULES.map((rule) => `- ${rule}`),
].join('\n');

/**
 * Registers the tools at a server.
 * @param runVerification runs a synthetic chain; without it, its tool says that it is missing
 * @param reader reads events, traces and reports; without it, those tools are left out
 */
export function registerTools(
  server: McpServer,
  client: TrackingClient,
  runVerification?: RunVerification,
  reader?: ServiceReader,
): void {
  registerIntegrationTools(server, client, runVerification);
  registerTrackingTools(server, client);
  if (reader) registerReadingTools(server, reader);
}

/** A server without tools. */
export function createServer(version: string): McpServer {
  return new McpServer({ name: 'affitor', version }, { instructions: INSTRUCTIONS });
}
