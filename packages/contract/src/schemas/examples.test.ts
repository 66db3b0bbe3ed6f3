// Guards that every example in the documents is valid input or output of its own schema.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { operations } from '../operations/index.js';
import * as schemas from './index.js';

const named = Object.entries(schemas).flatMap(([name, value]) =>
  value instanceof z.ZodType ? [[name, value] as const] : [],
);

function examplesOf(schema: z.ZodType): unknown[] {
  const { examples } = schema.meta() ?? {};
  return Array.isArray(examples) ? examples : [];
}

test('every example of a schema passes that schema', () => {
  const checked = named.flatMap(([name, schema]) =>
    examplesOf(schema).map((example) => ({ name, result: schema.safeParse(example) })),
  );
  expect(checked.length).toBeGreaterThan(10);
  expect(checked.filter(({ result }) => !result.success)).toEqual([]);
});

test('every request body has a name and an example', () => {
  for (const { id, body } of operations) {
    if (body === undefined) continue;
    expect(body.meta()?.id, id).toBeTypeOf('string');
    expect(examplesOf(body).length, id).toBeGreaterThan(0);
  }
});
