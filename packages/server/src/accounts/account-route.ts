// Owns the one way into the routes of accounts: from a page of ours, and signed in where needed.
import type { Operation } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import { parseInput } from '../platform/http/validation.js';
import type { Accounts } from './accounts.js';
import { type Caller, callerOf } from './caller.js';
import { type AnswerOf, ID_PATTERN, isBareData, type Parsed } from './route-types.js';
import { isFromOwnPage } from './rules-origin.js';
import { type Person, readPerson } from './service-sessions.js';

/** A call that was let in, parsed and checked. */
export interface AccountCall<Op extends Operation> {
  readonly accounts: Accounts;
  readonly caller: Caller;
  /** Who is signed in; on routes without a session, whoever happens to be. */
  readonly person: Op['auth'] extends 'session' ? Person : Person | null;
  readonly params: Parsed<Op, 'params'>;
  readonly body: Parsed<Op, 'body'>;
  readonly now: Date;
  /** Sends these cookies with the answer. */
  readonly setCookies: (cookies: readonly string[]) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the routes of accounts before the body is read. */
    person?: Person | null;
  }
}

/**
 * Refuses what another site sends in the name of whoever uses this browser.
 * @throws AppError `cross_site_request`
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': fetchSite } = request.headers;
  const site = typeof fetchSite === 'string' ? fetchSite : undefined;
  const own = new URL(publicUrl).origin;
  if (isFromOwnPage({ origin, fetchSite: site }, own)) return;
  throw new AppError('cross_site_request', { params: { origin: own } });
}

/** Serves an operation on accounts. What changes something must come from a page of ours. */
export function accountRoute<const Op extends Operation>(
  app: FastifyInstance,
  accounts: Accounts,
  operation: Op,
  handler: (call: AccountCall<Op>) => Promise<AnswerOf<Op>>,
): void {
  const hasBareData = isBareData(operation);
  app.route({
    method: operation.method,
    url: operation.path,
    onRequest: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (operation.method !== 'GET') requireOwnPage(request, accounts.config.publicUrl);
      request.person = await readPerson(accounts, callerOf(request));
      if (operation.auth === 'session' && !request.person) throw new AppError('not_signed_in');
    },
    handler: async (request, reply) => {
      const person = (request.person ?? null) as AccountCall<Op>['person'];
      const answer = await handler({
        accounts,
        caller: callerOf(request),
        person,
        params: parseParams(operation, request) as Parsed<Op, 'params'>,
        body: (operation.body &&
          parseInput(operation.body, requireJsonObject(request.body))) as Parsed<Op, 'body'>,
        now: accounts.clock.now(),
        setCookies: (cookies) => {
          if (cookies.length > 0) reply.header('set-cookie', [...cookies]);
        },
      });
      reply.code(operation.status ?? 200);
      return hasBareData ? { data: answer } : answer;
    },
  });
}

function parseParams({ params }: Operation, request: FastifyRequest): unknown {
  if (!params) return undefined;
  const texts = request.params as Record<string, string>;
  const parsed = params.safeParse(texts);
  const isWellFormed = Object.values(texts).every((text) => ID_PATTERN.test(text));
  if (!parsed.success || !isWellFormed) throw new AppError('session_not_found');
  return parsed.data;
}
