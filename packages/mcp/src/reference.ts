// Owns what the documentation says of the tools: exactly what a client is told.
import { Affitor } from '@affitor/sdk/server';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { createServer, registerTools } from './server.js';
import { ServiceReader } from './service-reader.js';

/** Nobody is asked there: tools are listed, not called. */
const ACCESS = { apiUrl: 'https://affiliates.example.com', apiKey: 'not-used' };

/** Every tool with its inputs, annotations and output, as `tools/list` answers. */
export async function listTools(): Promise<Tool[]> {
  const server = createServer('0.0.0');
  registerTools(server, new Affitor(ACCESS), undefined, new ServiceReader(ACCESS));
  const client = new Client({ name: 'reference', version: '0.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  const { tools } = await client.listTools();
  await client.close();
  return tools;
}
