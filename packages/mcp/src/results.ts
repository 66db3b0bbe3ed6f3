// Owns what a tool hands to the agent: JSON as text and as data, or a plain message of what failed.
import { AGENT_TOOL_OUTPUTS, type AgentTool } from '@affitor/contract';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

const FALLBACK = 'Affitor request failed';

/** The result of a tool that did what it was asked to. */
export function answer(tool: AgentTool, body: object): CallToolResult {
  const content = [{ type: 'text' as const, text: JSON.stringify(body, null, 2) }];
  const parsed = AGENT_TOOL_OUTPUTS[tool].safeParse(body);
  // Parsed, because clients refuse fields that the published schema does not know.
  if (parsed.success) return { content, structuredContent: { ...parsed.data } };
  const text = 'The answer has an unknown shape: use the version of @affitor/mcp of your Affitor.';
  return { isError: true, content: [{ type: 'text', text }, ...content] };
}

/** The result of a tool that could not. */
export function failure(message: string | undefined): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: message || FALLBACK }] };
}

/** Turns whatever a tool throws into a result, so that the agent reads it. */
export async function attempt(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    return failure(error instanceof Error ? error.message : undefined);
  }
}
