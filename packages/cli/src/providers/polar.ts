// Owns talking to Polar about webhook endpoints, as its API documents them.
import { z } from 'zod';
import { Failure } from '../platform/failure.js';
import { messageOf } from '../platform/files.js';

export const POLAR_ENVIRONMENTS = {
  production: 'https://api.polar.sh',
  sandbox: 'https://sandbox-api.polar.sh',
} as const;
export type PolarEnvironment = keyof typeof POLAR_ENVIRONMENTS;

const ANSWER_MAX_MS = 30_000;
/** The most that Polar puts on a page. */
const PAGE_LIMIT = 100;
/** More endpoints than this nobody has; a wrong answer must not be read for ever. */
const PAGES_MAX = 50;

/** The secret comes with every answer, not only with the first. */
const endpoint = z.object({
  id: z.string(),
  url: z.string(),
  format: z.string(),
  secret: z.string().min(1),
  events: z.array(z.string()),
  enabled: z.boolean().default(true),
});
export type PolarEndpoint = z.output<typeof endpoint>;

const page = z.object({
  items: z.array(endpoint),
  pagination: z.object({ max_page: z.number() }),
});

/** `{error, detail}`, where `detail` is a sentence or a list of what is wrong with which field. */
const refusal = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
  detail: z
    .union([
      z.string(),
      z.array(z.object({ msg: z.string(), loc: z.array(z.union([z.string(), z.number()])) })),
    ])
    .optional(),
});

export interface PolarAccess {
  /** Of the environment that the token is for. */
  url: string;
  token: string;
}

export class Polar {
  readonly #access: PolarAccess;

  constructor(access: PolarAccess) {
    this.#access = access;
  }

  /** Every endpoint of the organization, the newest first. */
  async listEndpoints(): Promise<PolarEndpoint[]> {
    const found: PolarEndpoint[] = [];
    for (let number = 1; number <= PAGES_MAX; number += 1) {
      const query = `?page=${number}&limit=${PAGE_LIMIT}`;
      const { items, pagination } = await this.#ask('GET', query, page);
      found.push(...items);
      if (number >= pagination.max_page) break;
    }
    return found;
  }

  createEndpoint(body: { url: string; events: readonly string[] }): Promise<PolarEndpoint> {
    return this.#ask('POST', '', endpoint, { ...body, format: 'raw' });
  }

  updateEndpoint(
    id: string,
    changes: { events?: readonly string[]; enabled?: boolean },
  ): Promise<PolarEndpoint> {
    return this.#ask('PATCH', `/${encodeURIComponent(id)}`, endpoint, changes);
  }

  async #ask<Schema extends z.ZodType>(
    method: string,
    rest: string,
    schema: Schema,
    body?: object,
  ): Promise<z.output<Schema>> {
    const { url, token } = this.#access;
    const address = `${url}/v1/webhooks/endpoints${rest}`;
    const response = await send(address, {
      method,
      // A token must not follow to where somebody sends us.
      redirect: 'error',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusalOf(response.status, json);
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new Failure('other', {
      error: 'polar_api_error',
      message: `${new URL(url).origin} did not answer as Polar does.`,
    });
  }
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new Failure('network', {
      error: 'network_error',
      message: `${new URL(address).origin} cannot be reached: ${messageOf(cause)}`,
      hint: 'Check your connection, then run it again: what exists already is used again.',
    });
  }
}

function refusalOf(status: number, json: unknown): Failure {
  const { error, error_description, detail } = refusal.safeParse(json).data ?? {};
  const listed = Array.isArray(detail)
    ? detail.map(({ loc, msg }) => `${loc.filter((part) => part !== 'body').join('.')}: ${msg}`)
    : [detail ?? error_description ?? error ?? 'no reason was given'];
  return new Failure(status === 401 || status === 403 ? 'auth' : 'other', {
    error: 'polar_api_error',
    message: `Polar refused (status ${status}): ${listed.join('; ')}`,
    hint: hintFor(status),
    status,
  });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) {
    return (
      'Use an access token of the organization with the scopes webhooks:read and ' +
      'webhooks:write. Tokens of the sandbox need --sandbox, and only those.'
    );
  }
  if (status === 429 || status >= 500) return 'Polar has trouble; run it again in a moment.';
  return 'Correct what Polar names, then run it again: what exists already is used again.';
}
