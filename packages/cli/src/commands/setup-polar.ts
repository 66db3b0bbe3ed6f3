// Owns connecting Polar: the webhook endpoint there, its secret and its route here.
import path from 'node:path';
import type { CliOutput, CliProjectConfig } from '@affitor/contract';
import { POLAR_WEBHOOK_EVENTS, type WebhookRoute } from '@affitor/recipes';
import { isCancel, password } from '@clack/prompts';
import type { Context } from '../context.js';
import { Ended, Failure } from '../platform/failure.js';
import { requireWritableFolder } from '../platform/files.js';
import { appendEnvValues } from '../project/app-env.js';
import { findRoute, missingPackages, writeRoute } from '../project/app-route.js';
import { API_KEY_NAME, pathsOf, setEnvValues, writeConfig } from '../project/project-config.js';
import {
  POLAR_ENVIRONMENTS,
  Polar,
  type PolarEndpoint,
  type PolarEnvironment,
} from '../providers/polar.js';
import { providerUrl } from '../providers/provider-url.js';

export interface SetupPolarFlags {
  token?: string;
  sandbox?: boolean;
  url?: string;
}

type Step = CliOutput<'setup polar'>['steps'][number];

const SECRET_NAME = 'POLAR_WEBHOOK_SECRET';
const ROUTE_ADDRESS = '/api/polar/webhook';
/** Polar takes no longer one. */
const URL_LENGTH_MAX = 2083;

/** Makes Polar tell the application about paid and refunded orders. */
export async function setupPolar(context: Context, flags: SetupPolarFlags): Promise<void> {
  const { output, machine } = context;
  const project = context.requireProject();
  context.requireKey();
  const url = webhookUrl(project, flags.url);
  const environment: PolarEnvironment = flags.sandbox ? 'sandbox' : 'production';
  const real = POLAR_ENVIRONMENTS[environment];
  const apiUrl = providerUrl(machine.env, 'AFFITOR_POLAR_API_URL', real);
  const token = await requireToken(context, flags);
  // Found out before anything is made at Polar.
  for (const folder of [pathsOf(machine.cwd).folder, machine.cwd]) requireWritableFolder(folder);
  const polar = new Polar({ url: apiUrl, token });
  const { endpoint, step } = await output.progress('Asking Polar', ensureEndpoint(polar, url));
  output.hide(endpoint.secret);
  setEnvValues(machine.cwd, { [SECRET_NAME]: endpoint.secret });
  const secret = persistSecret(machine.cwd, endpoint.secret);
  const route = findRoute(machine.cwd, 'polar');
  const steps = [step, secret, routeStep(machine.cwd, route)];
  writeConfig(machine.cwd, {
    ...project,
    polar_connected: true,
    polar_environment: environment,
    polar_webhook_endpoint_id: endpoint.id,
    polar_webhook_url: url,
  });
  const document = {
    status: 'connected' as const,
    environment,
    webhook_endpoint_id: endpoint.id,
    webhook_url: url,
    events: [...POLAR_WEBHOOK_EVENTS],
    secret_persisted: secret.status !== 'manual',
    steps,
    route,
    next_actions: nextActions(machine.cwd, { secret, route }),
  };
  output.document('setup polar', document);
  show(context, document);
}

/** The address that Polar is to call. It delivers to public https addresses only. */
function webhookUrl({ domain }: CliProjectConfig, named: string | undefined): string {
  const text = named ?? `https://${domain}${ROUTE_ADDRESS}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url && /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])$/.test(url.hostname);
  const isDeliverable = url?.protocol === 'https:' && !isLocal && text.length <= URL_LENGTH_MAX;
  if (isDeliverable && url.username === '') return url.href;
  throw new Failure('usage', {
    error: 'invalid_webhook_url',
    message: `Polar does not deliver to ${text}.`,
    hint: 'Pass --url with a public https address of your application, such as that of a tunnel.',
  });
}

async function requireToken(context: Context, flags: SetupPolarFlags): Promise<string> {
  const given = flags.token ?? context.machine.env.POLAR_ACCESS_TOKEN;
  const token = given || (context.canAsk ? await askToken() : undefined);
  if (token) {
    context.output.hide(token);
    return token;
  }
  throw new Failure('usage', {
    error: 'missing_polar_token',
    message: 'No access token of Polar. Pass --token or set POLAR_ACCESS_TOKEN.',
    hint:
      'Make one in the settings of your organization at Polar, with the scopes webhooks:read ' +
      'and webhooks:write.',
  });
}

async function askToken(): Promise<string> {
  const given = await password({
    message: 'Access token of your organization at Polar',
    validate: (value) => (value?.trim() ? undefined : 'Paste the token.'),
  });
  if (isCancel(given)) throw new Ended('ok');
  return given.trim();
}

/** The endpoint for this address: a new one, or the one that is there, made to fit. */
async function ensureEndpoint(polar: Polar, url: string) {
  const step = 'webhook_endpoint' as const;
  const found = (await polar.listEndpoints()).find(
    (one) => one.format === 'raw' && URL.canParse(one.url) && new URL(one.url).href === url,
  );
  if (!found) {
    const endpoint = await polar.createEndpoint({ url, events: POLAR_WEBHOOK_EVENTS });
    return { endpoint, step: { step, status: 'ok', detail: 'created' } satisfies Step };
  }
  const changes = changesFor(found);
  if (Object.keys(changes).length === 0) {
    return { endpoint: found, step: { step, status: 'already' } satisfies Step };
  }
  const endpoint = await polar.updateEndpoint(found.id, changes);
  const detail = Object.keys(changes).join(' and ');
  return { endpoint, step: { step, status: 'ok', detail: `updated ${detail}` } satisfies Step };
}

/** What is missing; Polar switches an endpoint off after too many failed deliveries. */
function changesFor({ events, enabled }: PolarEndpoint) {
  const missing = POLAR_WEBHOOK_EVENTS.filter((event) => !events.includes(event));
  return {
    ...(missing.length > 0 && { events: [...events, ...missing] }),
    ...(!enabled && { enabled: true }),
  };
}

function persistSecret(cwd: string, secret: string): Step {
  const { file, written, kept, already } = appendEnvValues(cwd, { [SECRET_NAME]: secret });
  const step = 'app_env';
  if (written.length > 0) return { step, status: 'ok', detail: file };
  if (already.length > 0) return { step, status: 'already', detail: file };
  const reason = kept.length > 0 ? `holds another ${SECRET_NAME}` : 'is in version control';
  return { step, status: 'manual', detail: `${file} ${reason}` };
}

function routeStep(cwd: string, route: WebhookRoute | null): Step {
  const step = 'route';
  if (!route)
    return { step, status: 'manual', detail: 'only written for the app router of Next.js' };
  return { step, status: writeRoute(cwd, route), detail: route.path };
}

function nextActions(
  cwd: string,
  { secret, route }: { secret: Step; route: WebhookRoute | null },
): string[] {
  const packages = route ? missingPackages(cwd, route) : [];
  const isKept = secret.status === 'manual';
  return [
    ...(isKept ? [`Set ${SECRET_NAME} of the application to the value in .affitor/.env.`] : []),
    ...(packages.length > 0 ? [`Install ${packages.join(' and ')}.`] : []),
    ...(route ? [] : [`Let your webhook at ${ROUTE_ADDRESS} report orders (.affitor/AGENTS.md).`]),
    `Deploy, with ${SECRET_NAME}, ${API_KEY_NAME} and AFFITOR_API_URL in the environment.`,
    'Run `affitor test chain`, then `affitor status`.',
  ];
}

function show({ output, machine }: Context, document: CliOutput<'setup polar'>): void {
  const { environment, webhook_endpoint_id: id, webhook_url: url, steps } = document;
  output.success(`Polar (${environment}) calls ${url}; endpoint ${id}.`);
  for (const { step, status, detail } of steps) {
    const text = `${step}: ${status}${detail ? ` (${detail})` : ''}`;
    if (status === 'manual') output.warn(text);
    else output.info(text);
  }
  const place = path.relative(machine.cwd, pathsOf(machine.cwd).env);
  output.info(`The secret is in ${place}.\n`);
  for (const [index, action] of document.next_actions.entries()) {
    output.info(`${index + 1}. ${action}`);
  }
}
