// Owns a stand-in for the webhook endpoints of Polar, as its API documentation describes them.
import { type Answer, type Asked, type StandIn, startStandIn } from './provider-stand-in.js';

export interface StandInEndpoint {
  id: string;
  url: string;
  format: string;
  secret: string;
  events: string[];
  enabled: boolean;
  organization_id: string;
}

export interface PolarStandIn extends StandIn {
  token: string;
  endpoints: StandInEndpoint[];
}

const PATH = '/v1/webhooks/endpoints';
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]'];

const invalid = (loc: string, msg: string): Answer => ({
  status: 422,
  body: {
    error: 'RequestValidationError',
    detail: [{ type: 'value_error', loc: ['body', loc], msg, input: null }],
  },
});

/** What Polar says against the address of an endpoint. */
function refuseUrl(text: unknown): Answer | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return invalid('url', 'Input is no URL');
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:') return invalid('url', "URL scheme should be 'https'");
  if (!LOCAL_HOSTS.includes(hostname)) return null;
  return invalid('url', 'Value error, Webhook URLs cannot point to localhost.');
}

/** Starts it with these endpoints. */
export async function startPolar(
  endpoints: Partial<StandInEndpoint>[] = [],
): Promise<PolarStandIn> {
  const token = 'polar_oat_stand_in_token';
  const kept = endpoints.map((one, index) => complete(one, index));
  const standIn = await startStandIn((asked) => {
    if (asked.headers.authorization !== `Bearer ${token}`) {
      const body = { error: 'invalid_token', error_description: 'The access token is invalid' };
      return { status: 401, body };
    }
    if (asked.path === PATH)
      return asked.method === 'GET' ? list(kept, asked) : create(kept, asked);
    const found = kept.find(({ id }) => asked.path === `${PATH}/${id}`);
    if (!found) return { status: 404, body: { error: 'ResourceNotFound', detail: 'Not found' } };
    Object.assign(found, JSON.parse(asked.body));
    return { status: 200, body: found };
  });
  return { ...standIn, token, endpoints: kept };
}

function complete(given: Partial<StandInEndpoint>, index: number): StandInEndpoint {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    url: `https://elsewhere.example/${index}`,
    format: 'raw',
    secret: `polar_whs_stand_in_secret_${index}`,
    events: ['order.paid', 'order.refunded'],
    enabled: true,
    organization_id: '00000000-0000-4000-9000-000000000000',
    ...given,
  };
}

function list(kept: StandInEndpoint[], { query }: Asked): Answer {
  const page = Number(query.get('page') ?? 1);
  const limit = Math.min(100, Number(query.get('limit') ?? 10));
  return {
    status: 200,
    body: {
      items: kept.slice((page - 1) * limit, page * limit),
      pagination: { total_count: kept.length, max_page: Math.ceil(kept.length / limit) },
    },
  };
}

function create(kept: StandInEndpoint[], { body, headers }: Asked): Answer {
  if (headers['content-type'] !== 'application/json') return invalid('', 'Input is no object');
  const { url, format, events } = JSON.parse(body) as Partial<StandInEndpoint>;
  const refused = refuseUrl(url);
  if (refused) return refused;
  if (!['raw', 'discord', 'slack'].includes(format ?? ''))
    return invalid('format', 'Field required');
  if (!Array.isArray(events)) return invalid('events', 'Field required');
  const made = complete({ url: url as string, format: format as string, events }, kept.length);
  kept.unshift(made);
  return { status: 201, body: made };
}
