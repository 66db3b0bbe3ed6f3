// Owns talking to Stripe as a platform: the account that was connected, and its webhook endpoint.
import { STRIPE_EVENTS } from '@affitor/contract';
import type Stripe from 'stripe';
import { Failure } from '../platform/failure.js';
import { VERSION } from '../version.js';

export const STRIPE_URLS = {
  api: 'https://api.stripe.com',
  connect: 'https://connect.stripe.com',
} as const;

const ANSWER_MAX_MS = 30_000;
/** One more try; the library sends the same idempotency key, so that nothing is made twice. */
const RETRIES_MAX = 1;
/** Stripe allows far fewer endpoints per account. */
const ENDPOINTS_MAX = 500;
const PROGRAM_MARK = 'affitor_program_id';

export interface StripeAccess {
  secretKey: string;
  /** Where the API and Connect are: Stripe itself, or a stand-in. */
  urls: { api: string; connect: string };
}

export interface NewEndpoint {
  id: string;
  secret: string;
  isLive: boolean;
}

export interface AccountFacts {
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
}

/** The endpoint of one program at an account: where Stripe delivers, and whose it is. */
export interface EndpointOwner {
  accountId: string;
  url: string;
  programId: string;
}

/** The page on which the owner of an account lets the platform in. */
export function authorizeUrl(
  connectUrl: string,
  { clientId, redirectUri, state }: { clientId: string; redirectUri: string; state: string },
): string {
  const url = new URL(`${connectUrl}/oauth/authorize`);
  const values = { response_type: 'code', client_id: clientId, scope: 'read_write' };
  for (const [name, value] of Object.entries({ ...values, redirect_uri: redirectUri, state })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

export class StripePlatform {
  readonly #stripe: Stripe;
  readonly #apiVersion: Stripe.WebhookEndpointCreateParams.ApiVersion;

  private constructor(stripe: Stripe, apiVersion: string) {
    this.#stripe = stripe;
    this.#apiVersion = apiVersion as Stripe.WebhookEndpointCreateParams.ApiVersion;
  }

  /** Loaded when it is needed: the library is large, and other commands do without it. */
  static async open({ secretKey, urls }: StripeAccess): Promise<StripePlatform> {
    const { default: Library } = await import('stripe');
    const send = (address: string, request: RequestInit) => {
      const { origin, pathname, search } = new URL(address);
      const base = origin === STRIPE_URLS.connect ? urls.connect : urls.api;
      // The key must not follow to where somebody sends us.
      return fetch(`${base}${pathname}${search}`, { ...request, redirect: 'error' });
    };
    const options = {
      httpClient: Library.createFetchHttpClient(send as typeof fetch),
      timeout: ANSWER_MAX_MS,
      maxNetworkRetries: RETRIES_MAX,
      telemetry: false,
      appInfo: { name: 'affitor-cli', version: VERSION },
    };
    return new StripePlatform(new Library(secretKey, options), Library.API_VERSION);
  }

  /** The account that the code stands for. */
  async exchangeCode(code: string): Promise<string> {
    const asked = this.#stripe.oauth.token({ grant_type: 'authorization_code', code });
    const { stripe_user_id: accountId } = await explained(asked);
    if (accountId) return accountId;
    throw oauthFailure('Stripe did not name the account that was connected.');
  }

  /** Endpoints that this program has at the address already; their secrets are not told again. */
  async listEndpoints({ accountId, url, programId }: EndpointOwner): Promise<string[]> {
    const { webhookEndpoints } = this.#stripe;
    const list = webhookEndpoints.list({ limit: 100 }, { stripeAccount: accountId });
    const found = await explained(list.autoPagingToArray({ limit: ENDPOINTS_MAX }));
    const own = found.filter((one) => one.url === url && one.metadata[PROGRAM_MARK] === programId);
    return own.map(({ id }) => id);
  }

  async createEndpoint({ accountId, url, programId }: EndpointOwner): Promise<NewEndpoint> {
    const wanted = {
      url,
      enabled_events: [...STRIPE_EVENTS],
      // Not that of the account: an old one does not have all of these events.
      api_version: this.#apiVersion,
      description: `Affitor program ${programId}`,
      metadata: { [PROGRAM_MARK]: programId },
    };
    const { webhookEndpoints } = this.#stripe;
    const made = await explained(webhookEndpoints.create(wanted, { stripeAccount: accountId }));
    if (made.secret) return { id: made.id, secret: made.secret, isLive: made.livemode };
    throw apiFailure('Stripe did not tell the secret of the endpoint.');
  }

  async removeEndpoint(id: string, accountId: string): Promise<void> {
    await explained(this.#stripe.webhookEndpoints.del(id, {}, { stripeAccount: accountId }));
  }

  async readAccount(accountId: string): Promise<AccountFacts> {
    const account = await explained(this.#stripe.accounts.retrieve(accountId));
    return {
      chargesEnabled: account.charges_enabled === true,
      payoutsEnabled: account.payouts_enabled === true,
      detailsSubmitted: account.details_submitted === true,
    };
  }
}

/** Names what Stripe says by the errors that this command promises. */
async function explained<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error)) return error;
  const { message } = error;
  const type = String(error.type);
  const status = 'statusCode' in error ? Number(error.statusCode) : Number.NaN;
  if (type === 'StripeConnectionError') {
    return new Failure('network', {
      error: 'network_error',
      message: `Stripe cannot be reached: ${message}`,
      hint: 'Check your connection, then run it again.',
    });
  }
  if (/OAuth|Grant|Client|Scope/.test(type)) return oauthFailure(`Stripe refused: ${message}`);
  return apiFailure(`Stripe refused: ${message}`, status);
}

export function oauthFailure(message: string): Failure {
  const hint = 'Run `affitor setup stripe` to try again.';
  return new Failure('other', { error: 'stripe_oauth_error', message, hint });
}

function apiFailure(message: string, status = Number.NaN): Failure {
  return new Failure(status === 401 || status === 403 ? 'auth' : 'other', {
    error: 'api_error',
    message,
    hint: hintFor(status),
    ...(Number.isInteger(status) && { status }),
  });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'Use the secret key of the platform that the client id belongs to.';
  }
  if (status === 429 || status >= 500) return 'Stripe has trouble; run it again in a moment.';
  return (
    'Stripe delivers to public https addresses only, and to a limited number of endpoints per ' +
    'account. Correct what it names, then run it again.'
  );
}
