// Owns the one way into the management API: who calls, may they, about which program, with what.
import { type ErrorCode, type Operation, permissionOf, type Scope } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Clock } from '../platform/clock.js';
import { type Database, isRetryable, type Tx, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import { parseInput } from '../platform/http/validation.js';
import type { Accounts } from './accounts.js';
import { authenticatePerson, findCommandLine } from './person-access.js';
import { type AnswerOf, ID_PATTERN, isBareData, type Parsed } from './route-types.js';
import { actorOf, coversProgram, hasScope, type KeyPrincipal, type Principal } from './rules.js';
import { authenticateManagement } from './service.js';
import { sessionCookieName } from './service-sessions.js';
import { insertAuditEntry } from './store-audit.js';
import { findManagedProgram, type ManagedProgram } from './store-programs.js';

/** What the management routes need of the process. */
export interface ManagementDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly accounts: Accounts;
  /** What the process adds to every route, such as rate limits. */
  optionsOf?(operation: Operation): RouteShorthandOptions;
}

type ProgramOf<Path extends string> = Path extends
  | `${string}/affiliate-programs/:id${string}`
  | `${string}/:programId${string}`
  ? ManagedProgram
  : null;

/** A management call that was let in: everything a handler needs, parsed and checked. */
export interface ManagementCall<Op extends Operation> {
  readonly tx: Tx;
  readonly principal: Principal;
  readonly program: ProgramOf<Op['path']>;
  readonly params: Parsed<Op, 'params'>;
  readonly query: Parsed<Op, 'query'>;
  readonly body: Parsed<Op, 'body'>;
  readonly now: Date;
  readonly headers: FastifyRequest['headers'];
  readonly requestId: string;
  /** Who acts, as histories and the audit log name it: `key:12`. */
  readonly actor: string;
  /** Leaves a line in the audit log, in the same transaction; never put personal data in it. */
  readonly audit: (
    action: string,
    target: string,
    details?: Record<string, unknown>,
  ) => Promise<void>;
}

/** Ids in a path that lead nowhere answer alike, whether missing, foreign or beyond any id. */
const NOT_FOUND_BY_PARAM: Readonly<Record<string, ErrorCode>> = {
  groupId: 'group_not_found',
  partnerId: 'partner_not_found',
  linkId: 'link_not_found',
  commissionId: 'commission_not_found',
  saleId: 'failed_commission_not_found',
  customerId: 'customer_not_found',
  clickId: 'click_not_found',
  memberId: 'member_not_found',
  invitationId: 'invitation_not_found',
  eventId: 'stripe_event_not_found',
  id: 'management_key_not_found',
};

/** Parameters that are no numbers. */
const TEXT_PARAMS = new Set(['clickId']);

/** An answer that is made once the transaction of the call has ended. */
export class AfterCommit {
  constructor(readonly work: () => Promise<unknown>) {}
}

const ATTEMPTS_MAX = 3;
const PROGRAM_PATH = /\/(?:affiliate-programs\/:(id)|:(programId))(?:\/|$)/;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by management routes before the body is read. */
    principal?: Principal;
  }
}

/**
 * Serves an operation of the management API. Before the handler runs, the caller is known (401),
 * has the operation's scope as a key or its permission as a person (403), reaches the program of
 * the path (404, or 403 for a program of its own workspace that the key does not cover), and has
 * sent valid input (400). The handler runs in one transaction, and is run again when the database
 * asks for it (a deadlock).
 * @example managementRoute(app, deps, OPERATIONS.readProgram, ({ tx, program }) => …)
 */
export function managementRoute<const Op extends Operation>(
  app: FastifyInstance,
  deps: ManagementDeps,
  operation: Op,
  handler: (call: ManagementCall<Op>) => Promise<AnswerOf<Op>>,
): void {
  // An operation without a permission would be found out by the first person who calls it.
  permissionOf(operation);
  const hasBareData = isBareData(operation);
  for (const url of [operation.path, ...(operation.aliases ?? [])]) {
    app.route({
      ...deps.optionsOf?.(operation),
      method: operation.method,
      url,
      onRequest: async (request) => {
        request.principal = await authenticate(deps, operation, request);
      },
      handler: async (request, reply) => {
        const given = await runInTransaction(deps, (tx) =>
          runCall(tx, deps, { operation, request, handler }),
        );
        const answer = given instanceof AfterCommit ? await given.work() : given;
        reply.code(operation.status ?? 200);
        return hasBareData ? { data: answer } : answer;
      },
    });
  }
}

/** A key in the header counts before a session in a cookie: whoever sends one means it. */
async function authenticate(
  deps: ManagementDeps,
  operation: Operation,
  request: FastifyRequest,
): Promise<Principal> {
  const { authorization, cookie = '' } = request.headers;
  const hasSession = cookie.includes(`${await sessionCookieName(deps.accounts)}=`);
  if (authorization === undefined && hasSession) {
    const programId = programIdOf(operation, request);
    return authenticatePerson(deps.accounts, request, { operation, programId });
  }
  // Command lines show what happens; for more than looking, people have the dashboard.
  if (operation.method === 'GET' && operation.scope === 'dashboard:view') {
    const person = await findCommandLine(deps.accounts, operation, authorization);
    if (person) return person;
  }
  const key = await authenticateManagement(deps, authorization);
  admitKey(operation, key);
  return key;
}

/** What keys may do is in the operations table: this reads it. */
function admitKey(operation: Operation, key: KeyPrincipal): void {
  const errors: readonly ErrorCode[] = operation.errors;
  if (errors.includes('dashboard_session_required')) {
    throw new AppError('dashboard_session_required');
  }
  // An operation without a scope would be open to every key, which nobody ever meant.
  const scope: Scope = operation.scope ?? '*';
  if (!hasScope(key, scope)) throw new AppError('scope_missing', { params: { scope } });
  const needsAllPrograms =
    !PROGRAM_PATH.test(operation.path) && errors.includes('program_out_of_scope');
  if (needsAllPrograms && key.programScope !== null) throw new AppError('program_out_of_scope');
}

/** The id in the path of an operation about a program; null when the path is about none. */
function programIdOf(operation: Operation, request: FastifyRequest): string | null {
  const match = PROGRAM_PATH.exec(operation.path);
  if (!match) return null;
  return (request.params as Record<string, string>)[match[1] ?? match[2] ?? 'id'] ?? '';
}

async function runInTransaction<Result>(
  deps: ManagementDeps,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(deps.db, work);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !isRetryable(error)) throw error;
    }
  }
}

async function runCall<Op extends Operation>(
  tx: Tx,
  deps: ManagementDeps,
  route: {
    operation: Op;
    request: FastifyRequest;
    handler(call: ManagementCall<Op>): Promise<AnswerOf<Op>>;
  },
): Promise<AnswerOf<Op>> {
  const { operation, request } = route;
  const principal = request.principal as Principal;
  const program = await requireProgram(tx, operation, request, principal);
  const params = operation.params && parseParams(operation, request.params);
  const query = operation.query && parseInput(operation.query, request.query);
  const body = operation.body && parseInput(operation.body, requireJsonObject(request.body));
  const now = deps.clock.now();
  const actor = actorOf(principal);
  return route.handler({
    tx,
    principal,
    program: program as ProgramOf<Op['path']>,
    params: params as Parsed<Op, 'params'>,
    query: query as Parsed<Op, 'query'>,
    body: body as Parsed<Op, 'body'>,
    now,
    headers: request.headers,
    requestId: request.id,
    actor,
    audit: (action, target, details = {}) =>
      insertAuditEntry(
        tx,
        principal.workspaceId,
        { programId: program?.id ?? null, actor, action, target, details, requestId: request.id },
        now,
      ),
  });
}

async function requireProgram(
  tx: Tx,
  operation: Operation,
  request: FastifyRequest,
  principal: Principal,
): Promise<ManagedProgram | null> {
  const text = programIdOf(operation, request);
  if (text === null) return null;
  const program = ID_PATTERN.test(text)
    ? await findManagedProgram(tx, principal.workspaceId, Number(text))
    : null;
  if (!program) throw new AppError('program_not_found');
  if (!coversProgram(principal, program.id)) throw new AppError('program_out_of_scope');
  return program;
}

function parseParams({ params: schema, errors }: Operation, params: unknown): unknown {
  const texts = params as Record<string, string>;
  const malformed = Object.keys(texts).find(
    (name) => !TEXT_PARAMS.has(name) && !ID_PATTERN.test(texts[name] ?? ''),
  );
  const parsed = schema?.safeParse(texts);
  if (parsed?.success && malformed === undefined) return parsed.data;
  const field = malformed ?? String(parsed?.error?.issues[0]?.path[0]);
  const isTracedSale = field === 'saleId' && errors.includes('traced_sale_not_found');
  const code = isTracedSale ? 'traced_sale_not_found' : NOT_FOUND_BY_PARAM[field];
  throw new AppError(code ?? 'route_not_found');
}
