// Owns what the types of routes are made of: what an operation parses, and what it answers.
import type { Operation } from '@affitor/contract';
import type { z } from 'zod';

/** A part of a call as the operation's schema reads it. */
export type Parsed<Op, Part extends string> = Op extends { readonly [Key in Part]: infer Schema }
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : undefined
  : undefined;

type ResponseOf<Op extends Operation> = z.input<Op['response']>;

/** What a handler gives back: the data alone, or the whole body where there is more than data. */
export type AnswerOf<Op extends Operation> = keyof ResponseOf<Op> extends 'data'
  ? ResponseOf<Op> extends { data: infer Answer }
    ? Answer
    : never
  : ResponseOf<Op>;

/** Whether the body of success is `data` and nothing else. */
export function isBareData(operation: Operation): boolean {
  const shape = (operation.response as { shape?: Record<string, unknown> }).shape ?? {};
  return Object.keys(shape).join() === 'data';
}

/** How ids are written in paths; anything else leads nowhere. */
export const ID_PATTERN = /^[1-9][0-9]{0,15}$/;
