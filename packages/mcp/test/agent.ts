// Owns an agent under test: the real MCP client, and the server as a process of its own.
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const LOADER = new URL('../../server/test/typescript-loader.mjs', import.meta.url).href;

/** How the server is started, from its sources. */
export const COMMAND = { command: process.execPath, args: ['--import', LOADER, MAIN] };

/** What a tool answered. */
export interface ToolAnswer {
  isError: boolean;
  text: string;
  /** The same as data; undefined where the tool failed. */
  data: any;
}

export interface Agent {
  client: Client;
  call(tool: string, input?: Record<string, unknown>): Promise<ToolAnswer>;
}

/** Starts the server with these variables and connects to it over stdin and stdout. */
export async function startAgent(variables: Record<string, string>): Promise<Agent> {
  const env = { PATH: process.env.PATH ?? '', ...variables };
  const transport = new StdioClientTransport({ ...COMMAND, env, stderr: 'pipe' });
  const client = new Client({ name: 'test', version: '0.0.0' });
  await client.connect(transport);
  // From here on the client checks every answer against the published schema of its tool.
  await client.listTools();
  return {
    client,
    async call(tool, input = {}) {
      const result = await client.callTool({ name: tool, arguments: input });
      const [first] = result.content as { text: string }[];
      const { isError, structuredContent: data } = result;
      return { isError: isError === true, text: first?.text ?? '', data };
    },
  };
}
