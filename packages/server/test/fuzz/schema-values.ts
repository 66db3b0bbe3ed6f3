// Owns values made from a schema: what its fields allow, what they nearly allow, and neither.
import fc from 'fast-check';
import { z } from 'zod';
import { nastyValue } from './values.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const SCHEMA_DEPTH_MAX = 6;

/** The JSON Schema of what travels in a request. */
function describe(schema: z.ZodType): JsonSchema {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // A schema with a name of its own comes as a reference to its definition.
  const { $ref, ...rest } = root;
  return $ref ? { ...rest, ...named(root, $ref) } : root;
}

function named(root: JsonSchema, reference: string): JsonSchema {
  return root.$defs?.[reference.split('/').at(-1) ?? ''] ?? {};
}

/** The names of the fields of an object schema. */
export function fieldsOf(schema: z.ZodType | undefined): string[] {
  return schema ? Object.keys(describe(schema).properties ?? {}) : [];
}

/** Values that a schema allows, as far as JSON Schema can say what it allows. */
export function valueFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const root = describe(schema);
  return fromSchema(root, root, 0);
}

/**
 * Objects that begin as the schema has them: fields are then left out, replaced by nasty values,
 * or joined by fields that nobody knows.
 */
export function nearlyValid(
  base: fc.Arbitrary<Record<string, unknown>>,
  names: readonly string[],
): fc.Arbitrary<Record<string, unknown>> {
  const known = names.length > 0 ? fc.constantFrom(...names) : fc.constant('name');
  const change = fc.record({
    field: fc.oneof(
      { weight: 8, arbitrary: known },
      { weight: 1, arbitrary: fc.constantFrom('id', 'is_test', 'workspace_id', 'constructor', '') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    ),
    value: fc.option(nastyValue(), { nil: undefined, freq: 6 }),
  });
  return fc.tuple(base, fc.array(change, { maxLength: 3 })).map(([fields, changes]) => {
    const changed = changes.map(({ field, value }) => [field, value]);
    return Object.fromEntries([...Object.entries(fields), ...changed]);
  });
}

function fromSchema(schema: JsonSchema, root: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (depth > SCHEMA_DEPTH_MAX) return fc.constant(null);
  const inner = (part: unknown) => fromSchema(part as JsonSchema, root, depth + 1);
  if (schema.$ref) return inner(named(root, schema.$ref));
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if ('const' in schema) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(inner));
  if (schema.examples?.length) {
    return fc.oneof(fc.constantFrom(...(schema.examples as unknown[])), ofType(schema, inner));
  }
  return ofType(schema, inner);
}

function ofType(
  schema: JsonSchema,
  inner: (part: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (schema.type ?? 'any') {
    case 'object':
      return fc
        .record(
          Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([name, part]) => [name, inner(part)]),
          ),
          { requiredKeys: schema.required ?? [] },
        )
        .map((value) => ({ ...(value as object) }));
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: 4 });
    case 'integer':
      return fc.integer({ min: bound(schema.minimum, -5), max: bound(schema.maximum, 100_000) });
    case 'number':
      return fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema);
    case 'any':
      break;
  }
  return nastyValue();
}

function bound(value: number | undefined, otherwise: number): number {
  return value === undefined || Math.abs(value) > 1_000_000 ? otherwise : value;
}

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  switch (schema.format ?? 'none') {
    case 'email':
      return fc.emailAddress();
    case 'uri':
      return fc.webUrl({ withQueryParameters: true });
    case 'date':
    case 'date-time':
      return fc
        .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
        .map((moment) => moment.toISOString().slice(0, schema.format === 'date' ? 10 : 24));
    default:
      return fc.oneof(
        fc.stringMatching(/^[a-z0-9-]{1,12}$/),
        fc.string({ unit: 'binary', maxLength: Math.min(20, schema.maxLength ?? 20) }),
      );
  }
}
