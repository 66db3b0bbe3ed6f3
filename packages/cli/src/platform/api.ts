// Owns talking to the service: a request, its retries when nobody answers, and its refusals.
import type { CliExit, Operation } from '@affitor/contract';
import { VERSION } from '../version.js';
import type { Clock } from './clock.js';
import { Failure } from './failure.js';
import { messageOf } from './files.js';
import type { Output } from './output.js';

/** After these a try is made again; a service that restarts is back by then. */
const PAUSES_MS = [1000, 2000];
const ANSWER_MAX_MS = 30_000;
/** Nothing was sent when these happen, so that trying again can do nothing twice. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

type ResponseOf<Op extends Operation> = Op['response']['_zod']['output'];
/** What stands in `data`, where the answer has one. */
export type DataOf<Op extends Operation> =
  ResponseOf<Op> extends { data: infer Data } ? Data : ResponseOf<Op>;

export interface ApiInput {
  credential?: string;
  /** Where the credential came from, for the reader whom the service refuses. */
  refusedHint?: string;
  params?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string | undefined>>;
  body?: object;
}

export interface ApiDeps {
  readonly url: string;
  readonly clock: Clock;
  readonly output: Output;
}

export class Api {
  readonly url: string;
  readonly #deps: ApiDeps;

  constructor(deps: ApiDeps) {
    this.url = deps.url;
    this.#deps = deps;
  }

  /** Calls an operation; gives what it answers, out of its `data` where it has one. */
  async call<Op extends Operation>(operation: Op, input: ApiInput = {}): Promise<DataOf<Op>> {
    const response = await this.send(operation, input);
    const body: unknown = await response.json().catch(() => null);
    const parsed = operation.response.safeParse(body);
    const bare = parsed.success ? null : operation.response.safeParse({ data: body });
    const answer = parsed.success ? parsed.data : bare?.data;
    if (answer === undefined) {
      throw new Failure('other', {
        error: 'unexpected_answer',
        message: `${this.url} did not answer as Affitor does. Is this the right address?`,
        hint: 'Name the service with --api-url or AFFITOR_API_URL.',
      });
    }
    const isWrapped = typeof answer === 'object' && answer !== null && 'data' in answer;
    return (isWrapped ? answer.data : answer) as DataOf<Op>;
  }

  /** Sends a request; fails unless the service says that it succeeded. */
  async send(
    operation: Operation,
    input: ApiInput = {},
    options: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const url = this.addressOf(operation, input);
    const request: RequestInit = {
      method: operation.method,
      // A credential must not follow the service to where it sends us.
      redirect: 'error',
      headers: {
        'user-agent': `affitor-cli/${VERSION}`,
        accept: operation.contentType ?? 'application/json',
        ...(input.credential && { authorization: `Bearer ${input.credential}` }),
        ...(input.body && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(input.body && { body: JSON.stringify(input.body) }),
    };
    const response = await this.#fetch(url, request, options.signal);
    this.#deps.output.debug(`${operation.method} ${url.pathname} → ${response.status}`);
    if (response.ok) return response;
    throw refusalOf(response.status, await response.json().catch(() => null), {
      code: response.headers.get('x-affitor-error-code'),
      retryAfter: response.headers.get('retry-after'),
      hint: response.status === 401 ? input.refusedHint : undefined,
    });
  }

  addressOf(operation: Operation, { params = {}, query = {} }: ApiInput): URL {
    const path = operation.path.replace(/:([A-Za-z]+)/g, (_match, name: string) =>
      encodeURIComponent(String(params[name] ?? '')),
    );
    const url = new URL(`${this.url}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  async #fetch(url: URL, request: RequestInit, signal?: AbortSignal): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await fetch(url, {
          ...request,
          signal: signal ?? AbortSignal.timeout(ANSWER_MAX_MS),
        });
      } catch (error) {
        if (signal?.aborted) throw error;
        const pauseMs = PAUSES_MS[attempt];
        if (pauseMs === undefined || !mayRepeat(request, error)) throw unreachable(url, error);
        this.#deps.output.debug(`${causeOf(error)}; trying again in ${pauseMs} ms`);
        await this.#deps.clock.pause(pauseMs);
      }
    }
  }
}

function mayRepeat({ method }: RequestInit, error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return method === 'GET' || NEVER_SENT.has(code);
}

function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause ? error.cause : error);
}

function unreachable(url: URL, error: unknown): Failure {
  return new Failure('network', {
    error: 'network_error',
    message: `${url.origin} cannot be reached: ${causeOf(error)}`,
    hint: 'Check the address (--api-url, AFFITOR_API_URL) and your connection, then try again.',
  });
}

function refusalOf(
  status: number,
  body: unknown,
  {
    code,
    retryAfter,
    hint,
  }: Record<'code' | 'retryAfter', string | null> & {
    hint: string | undefined;
  },
): Failure {
  const { message, typedCode } = readError(body);
  const text = message ?? `The service answered with status ${status}.`;
  const known = code ?? typedCode;
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  const document = {
    error: text,
    message: hint === undefined ? text : `${text} ${hint}`,
    status,
    ...(known && { code: known }),
  };
  return new Failure(exitOf(status), document, seconds >= 0 ? seconds * 1000 : null);
}

/** `{error: text}`, with a `code` beside it or none, or `{error: {code, message}}`. */
function readError(body: unknown): { message: string | null; typedCode: string | null } {
  const { error, message, code } = (body ?? {}) as Record<string, unknown>;
  const besideCode = typeof code === 'string' ? code : null;
  if (typeof error === 'string') return { message: error, typedCode: besideCode };
  const typed = (error ?? {}) as Record<string, unknown>;
  const text = typed.message ?? message;
  return {
    message: typeof text === 'string' ? text : null,
    typedCode: typeof typed.code === 'string' ? typed.code : null,
  };
}

function exitOf(status: number): CliExit {
  if (status === 401 || status === 403) return 'auth';
  return status === 409 ? 'conflict' : 'other';
}
