// Owns the one way to the API: every call is an operation of the contract, with its exact types.

import { routes } from 'virtual:operations';
import type { OPERATIONS } from '@affitor/contract';
import type { z } from 'zod';
import { ApiFailure, readFailure } from './failure.js';
import { addressOf } from './request.js';
import { chosenWorkspace } from './workspace.js';

// As an interface it is printed by its name in declarations, which are too long otherwise.
export interface Operations extends Readonly<typeof OPERATIONS> {}

/** The name of an operation of the contract. */
export type OperationId = keyof Operations;

type PartOf<
  Id extends OperationId,
  Part extends 'params' | 'query' | 'body',
> = Operations[Id] extends { readonly [Key in Part]: infer Schema extends z.ZodType }
  ? { [Key in Part]: z.input<Schema> }
  : { [Key in Part]?: undefined };

type PathParams<Id extends OperationId> = Operations[Id] extends { readonly params: infer Schema }
  ? Schema extends z.ZodType
    ? { params: { [Name in keyof z.output<Schema>]: number | string } }
    : never
  : { params?: undefined };

type QueryOf<Id extends OperationId> = Operations[Id] extends { readonly query: infer Schema }
  ? Schema extends z.ZodType
    ? { query?: Partial<z.input<Schema>> | undefined }
    : never
  : { query?: undefined };

/** What a call of an operation takes. */
export type CallInput<Id extends OperationId> = PathParams<Id> & QueryOf<Id> & PartOf<Id, 'body'>;

/** What a call of an operation answers. */
export type Answer<Id extends OperationId> = z.output<Operations[Id]['response']>;

/**
 * Calls an operation with the session of the browser.
 * @throws ApiFailure for everything but success
 * @example await callApi('readProgram', { params: { id: 4 } })
 */
export async function callApi<Id extends OperationId>(
  id: Id,
  input: CallInput<Id>,
  signal?: AbortSignal,
): Promise<Answer<Id>> {
  const [method, path] = routeOf(id);
  const response = await send(addressOf(path, input), {
    method,
    credentials: 'same-origin',
    headers: headersOf(input.body),
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await readFailure(response);
  return (await response.json()) as Answer<Id>;
}

/**
 * Where an operation answers, for what the browser opens by itself: it sends the session, and the
 * program in the path tells the workspace.
 */
export function addressOfCall<Id extends OperationId>(id: Id, input: CallInput<Id>): string {
  return addressOf(routeOf(id)[1], input);
}

function routeOf(id: OperationId): readonly [method: string, path: string] {
  const route = routes[id];
  if (route === undefined) throw new Error(`no operation ${id}`);
  return route;
}

function headersOf(body: unknown): Record<string, string> {
  const workspaceId = chosenWorkspace();
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(workspaceId === null ? {} : { 'x-affitor-workspace': workspaceId }),
  };
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiFailure('Affitor cannot be reached', { status: 0 });
  }
}
