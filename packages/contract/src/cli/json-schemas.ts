// Owns the JSON Schemas of what the command line and the tools for agents answer, by name.
import { z } from 'zod';
import { AGENT_TOOL_OUTPUTS } from '../agents.js';
import type { JsonObject } from '../openapi/json-schemas.js';
import { CLI_OUTPUTS, cliError } from './outputs.js';

/** One schema per command, by its words, and that of failures under `error`. */
export function buildCliSchemas(): Record<string, JsonObject> {
  return describeAll({ ...CLI_OUTPUTS, error: cliError });
}

/** One schema per tool. */
export function buildToolSchemas(): Record<string, JsonObject> {
  return describeAll(AGENT_TOOL_OUTPUTS);
}

function describeAll(schemas: Readonly<Record<string, z.ZodType>>): Record<string, JsonObject> {
  const described = Object.entries(schemas).map(([name, schema]) => {
    // As it travels, which zod calls the input side.
    const text = JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }));
    return [name, JSON.parse(text) as JsonObject];
  });
  return Object.fromEntries(described) as Record<string, JsonObject>;
}
