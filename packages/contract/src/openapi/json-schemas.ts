// Owns the step from zod schemas to JSON Schema, with named schemas collected as components.
import { z } from 'zod';

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue;
}

/** Collects the schemas that carry an id, so that every place can refer to the one description. */
export interface SchemaCollector {
  /** The JSON Schema of a zod schema; a reference where the schema has a name. */
  describe(schema: z.ZodType): JsonObject;
  /** Every named schema met so far, by name. */
  components(): JsonObject;
}

/** Makes an empty collector for one document. */
export function createSchemaCollector(): SchemaCollector {
  const components = new Map<string, JsonObject>();

  function describe(schema: z.ZodType): JsonObject {
    const { $schema: _, $defs, ...root } = toJsonSchema(schema);
    for (const [name, definition] of Object.entries(($defs ?? {}) as JsonObject)) {
      addComponent(components, name, definition as JsonObject);
    }
    const { id } = schema.meta() ?? {};
    if (id === undefined || '$ref' in root) return root;
    addComponent(components, id, root);
    return { $ref: `#/components/schemas/${id}` };
  }

  return { describe, components: () => sortedByName(components) };
}

/** Both directions of a call are described as they travel, which zod calls the input side. */
function toJsonSchema(schema: z.ZodType): JsonObject {
  const jsonSchema = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  const text = JSON.stringify(jsonSchema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace('#/$defs/', '#/components/schemas/')
      : value,
  );
  return JSON.parse(text) as JsonObject;
}

function addComponent(
  components: Map<string, JsonObject>,
  name: string,
  { id: _id, $id: _uri, ...definition }: JsonObject,
): void {
  const known = components.get(name);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
    throw new Error(`two different schemas are named ${name}`);
  }
  components.set(name, definition);
}

function sortedByName(components: Map<string, JsonObject>): JsonObject {
  const names = [...components.keys()].sort((left, right) => (left < right ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, components.get(name) ?? {}]));
}
