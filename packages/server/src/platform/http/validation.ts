// Owns how input that breaks a schema is reported: the first field, and what is wrong with it.
import type { z } from 'zod';
import { AppError } from './errors.js';

/** A field name is repeated to its sender only up to this length. */
const FIELD_LENGTH_MAX = 100;

/**
 * The input as the schema reads it.
 * @throws AppError `validation_failed`, naming the first field that was refused
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', { params: describeIssue(parsed.error.issues[0]) });
}

function describeIssue(issue: z.core.$ZodIssue | undefined): { field: string; problem: string } {
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    return { field: fieldOf([...path, issue.keys[0] ?? '']), problem: 'is not a known field' };
  }
  const message = issue?.message ?? 'is not valid';
  const isMissing = issue?.code === 'invalid_type' && message.endsWith('received undefined');
  return { field: fieldOf(path), problem: isMissing ? 'is required' : message };
}

function fieldOf(path: string[]): string {
  return path.join('.').slice(0, FIELD_LENGTH_MAX) || 'body';
}
