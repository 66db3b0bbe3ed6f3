// Owns a stand-in for Stripe, its API and Connect, as their documentation describes them.
import { type Answer, type Asked, type StandIn, startStandIn } from './provider-stand-in.js';

export interface StandInEndpoint {
  id: string;
  url: string;
  enabled_events: string[];
  api_version: string | null;
  metadata: Record<string, string>;
  livemode: boolean;
}

export interface StripeStandIn extends StandIn {
  clientId: string;
  secretKey: string;
  accountId: string;
  /** Of the last endpoint that was made. */
  readonly secret: string;
  endpoints: StandInEndpoint[];
  /** Whether the key of the platform is a live one. */
  isLive: boolean;
  account: { charges_enabled: boolean; payouts_enabled: boolean; details_submitted: boolean };
}

const ENDPOINTS = '/v1/webhook_endpoints';
/** The most that Stripe allows an account. */
const ENDPOINTS_MAX = 16;
const CODE = 'ac_stand_in_code';
const REDIRECT = /^http:\/\/localhost:34(?:5[6-9]|6[0-5])\/callback$/;

const refusal = (status: number, message: string, type = 'invalid_request_error'): Answer => ({
  status,
  body: { error: { type, message } },
});

export async function startStripe(): Promise<StripeStandIn> {
  const known = {
    clientId: 'ca_stand_in',
    secretKey: 'sk_test_stand_in_key',
    accountId: 'acct_standin',
    secret: '',
    endpoints: [] as StandInEndpoint[],
    isLive: false,
    account: { charges_enabled: true, payouts_enabled: false, details_submitted: true },
  };
  const standIn = await startStandIn((asked) => {
    if (asked.path === '/oauth/authorize') return authorize(asked, known.clientId);
    if (asked.headers.authorization !== `Bearer ${known.secretKey}`) {
      return refusal(401, 'Invalid API Key provided: sk_test_*****');
    }
    if (asked.path === '/oauth/token') return exchange(asked, known.accountId);
    if (asked.path === `/v1/accounts/${known.accountId}`) {
      return { status: 200, body: { id: known.accountId, object: 'account', ...known.account } };
    }
    if (asked.headers['stripe-account'] !== known.accountId) {
      return refusal(403, 'The account is not connected to your platform', 'permission_error');
    }
    if (asked.path === ENDPOINTS && asked.method === 'GET') return list(known.endpoints, asked);
    if (asked.path === ENDPOINTS) return create(known, asked);
    return remove(known, asked);
  });
  return Object.assign(known, standIn);
}

/** The owner of the account agrees. */
function authorize({ query }: Asked, clientId: string): Answer {
  const { response_type, client_id, scope, redirect_uri, state } = Object.fromEntries(query);
  const isKnown = response_type === 'code' && client_id === clientId && scope === 'read_write';
  if (!isKnown || !REDIRECT.test(redirect_uri ?? '')) return refusal(400, 'Invalid request');
  const back = new URL(redirect_uri ?? '');
  back.searchParams.set('scope', 'read_write');
  back.searchParams.set('code', CODE);
  back.searchParams.set('state', state ?? '');
  return { status: 302, body: null, headers: { location: back.href } };
}

function exchange({ body }: Asked, accountId: string): Answer {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'authorization_code' || form.get('code') !== CODE) {
    const error_description = 'Authorization code does not exist';
    return { status: 400, body: { error: 'invalid_grant', error_description } };
  }
  const granted = { scope: 'read_write', livemode: false, token_type: 'bearer' };
  return { status: 200, body: { ...granted, stripe_user_id: accountId } };
}

function list(endpoints: StandInEndpoint[], { query }: Asked): Answer {
  const after = endpoints.findIndex(({ id }) => id === query.get('starting_after')) + 1;
  const limit = Number(query.get('limit') ?? 10);
  const data = endpoints.slice(after, after + limit);
  const has_more = after + limit < endpoints.length;
  return { status: 200, body: { object: 'list', url: ENDPOINTS, has_more, data } };
}

type Known = Pick<StripeStandIn, 'endpoints' | 'isLive'> & { secret: string };

function create(known: Known, { body }: Asked): Answer {
  const form = [...new URLSearchParams(body)];
  const url = form.find(([name]) => name === 'url')?.[1] ?? '';
  if (!/^https:\/\/(?!localhost)/.test(url)) {
    return refusal(400, 'Invalid URL: An explicit scheme (such as https) must be provided.');
  }
  if (known.endpoints.length >= ENDPOINTS_MAX) {
    return refusal(400, `You have reached the maximum of ${ENDPOINTS_MAX} test webhook endpoints.`);
  }
  const events = form.filter(([name]) => name.startsWith('enabled_events'));
  const metadata = form.flatMap(([name, value]): [string, string][] => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key ? [[key, value]] : [];
  });
  const made = {
    id: `we_standin${known.endpoints.length}x${url.length}`,
    url,
    enabled_events: events.map(([, value]) => value),
    api_version: form.find(([name]) => name === 'api_version')?.[1] ?? null,
    metadata: Object.fromEntries(metadata),
    livemode: known.isLive,
  };
  known.endpoints.unshift(made);
  known.secret = `whsec_stand_in_secret_${known.endpoints.length}`;
  return { status: 200, body: { object: 'webhook_endpoint', ...made, secret: known.secret } };
}

function remove(known: { endpoints: StandInEndpoint[] }, { method, path }: Asked): Answer {
  const at = known.endpoints.findIndex(({ id }) => path === `${ENDPOINTS}/${id}`);
  if (method !== 'DELETE' || at === -1) return refusal(404, 'No such webhook endpoint');
  const [gone] = known.endpoints.splice(at, 1);
  return { status: 200, body: { id: gone?.id, object: 'webhook_endpoint', deleted: true } };
}
