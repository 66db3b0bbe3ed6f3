// Owns connecting Stripe: the account by OAuth, its webhook endpoint, and telling our service.
import { type CliProjectConfig, OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import type { Api } from '../platform/api.js';
import { randomText } from '../platform/chance.js';
import { Failure } from '../platform/failure.js';
import { messageOf, requireWritableFolder } from '../platform/files.js';
import { pathsOf, setEnvValues, writeConfig } from '../project/project-config.js';
import { type CallbackAnswer, listenForCallback } from '../providers/oauth-callback.js';
import { providerUrl } from '../providers/provider-url.js';
import {
  authorizeUrl,
  type EndpointOwner,
  oauthFailure,
  STRIPE_URLS,
  StripePlatform,
} from '../providers/stripe.js';

export interface SetupStripeFlags {
  stripeClientId?: string;
  stripeSecretKey?: string;
}

const APPROVAL_MAX_MS = 120_000;

/** Connects the Stripe account of the brand, so that its payments are recorded by themselves. */
export async function setupStripe(context: Context, flags: SetupStripeFlags): Promise<void> {
  const { output, machine } = context;
  const project = context.requireProject();
  const { stripe_account_id: known } = project;
  if (project.stripe_connected && known) {
    output.document('setup stripe', { status: 'already_connected', stripe_account_id: known });
    output.success(`Stripe is connected already: ${known}.`);
    return;
  }
  const clientId = requireClientId(context, flags);
  const secretKey = requireSecretKey(context, flags);
  // What could keep it from being told and kept is found out before anything is made.
  const reportedWith = context.keyCall();
  requireWritableFolder(pathsOf(machine.cwd).folder);
  const api = context.projectApi;
  const urls = {
    api: providerUrl(machine.env, 'AFFITOR_STRIPE_API_URL', STRIPE_URLS.api),
    connect: providerUrl(machine.env, 'AFFITOR_STRIPE_CONNECT_URL', STRIPE_URLS.connect),
  };
  const stripe = await StripePlatform.open({ secretKey, urls });
  const code = await askOwner(context, { clientId, connectUrl: urls.connect, project });
  const connecting = connect({ context, stripe, api, project, reportedWith }, code);
  const { accountId, endpointId, facts } = await output.progress('Connecting Stripe', connecting);
  setEnvValues(machine.cwd, { STRIPE_CONNECTED_ACCOUNT_ID: accountId });
  writeConfig(machine.cwd, { ...project, stripe_connected: true, stripe_account_id: accountId });
  output.document('setup stripe', {
    status: 'connected',
    stripe_account_id: accountId,
    webhook_endpoint_id: endpointId,
    charges_enabled: facts.chargesEnabled,
    payouts_enabled: facts.payoutsEnabled,
  });
  output.success(`Stripe is connected: ${accountId}, endpoint ${endpointId}.`);
  if (!facts.chargesEnabled) output.warn('The account cannot take payments yet.');
  if (!facts.payoutsEnabled) output.warn('The account cannot pay out yet.');
  output.info('Put the metadata at your checkout (.affitor/AGENTS.md), and never also trackSale.');
}

function requireClientId({ machine }: Context, flags: SetupStripeFlags): string {
  const { STRIPE_CONNECT_CLIENT_ID, AFFITOR_STRIPE_CLIENT_ID } = machine.env;
  const found = flags.stripeClientId || STRIPE_CONNECT_CLIENT_ID || AFFITOR_STRIPE_CLIENT_ID;
  if (found) return found;
  throw new Failure('usage', {
    error: 'missing_stripe_client_id',
    message: 'No client id. Pass --stripe-client-id or set STRIPE_CONNECT_CLIENT_ID.',
    hint: 'Stripe shows it (ca_…) in the OAuth settings of Connect of your platform.',
  });
}

function requireSecretKey({ machine, output }: Context, flags: SetupStripeFlags): string {
  const { STRIPE_SECRET_KEY, AFFITOR_STRIPE_SECRET_KEY } = machine.env;
  const found = flags.stripeSecretKey || STRIPE_SECRET_KEY || AFFITOR_STRIPE_SECRET_KEY;
  output.hide(found);
  if (found) return found;
  throw new Failure('usage', {
    error: 'missing_stripe_secret_key',
    message: 'No secret key. Pass --stripe-secret-key or set STRIPE_SECRET_KEY.',
    hint: 'It is the secret key (sk_…) of the platform that the client id belongs to.',
  });
}

/** Sends the owner of the account to Stripe; gives the code that they come back with. */
async function askOwner(
  context: Context,
  asked: { clientId: string; connectUrl: string; project: CliProjectConfig },
): Promise<string> {
  const { output, machine } = context;
  const { clientId, connectUrl, project } = asked;
  const fields = { program_id: project.program_id, nonce: randomText() };
  const state = Buffer.from(JSON.stringify(fields)).toString('base64url');
  const callback = await listenForCallback(state);
  const over = new AbortController();
  try {
    const { redirectUri } = callback;
    const url = authorizeUrl(connectUrl, { clientId, redirectUri, state });
    output.notice(`Connect your Stripe account in your browser: ${url}`);
    output.info(`Your Connect settings must list the redirect address ${redirectUri}.`);
    await context.openPage(url);
    const signal = AbortSignal.any([over.signal, machine.stopped]);
    const timeUp = machine.clock.pause(APPROVAL_MAX_MS, signal).then(() => null);
    const waiting = Promise.race([callback.answer, timeUp]);
    return codeOf(await output.progress('Waiting for you to connect', waiting));
  } finally {
    callback.close();
    over.abort();
  }
}

function codeOf(answer: CallbackAnswer | null): string {
  const seconds = APPROVAL_MAX_MS / 1000;
  if (!answer) throw oauthFailure(`Nobody came back from Stripe within ${seconds} seconds.`);
  if ('code' in answer) return answer.code;
  throw oauthFailure(`Stripe was not connected: ${answer.error}`);
}

interface Parts {
  context: Context;
  stripe: StripePlatform;
  api: Api;
  project: CliProjectConfig;
  reportedWith: ReturnType<Context['keyCall']>;
}

/**
 * Makes the endpoint and tells our service. Stripe tells the secret of an endpoint only once, so
 * an earlier one cannot be used again: it is removed when the new one is in force.
 */
async function connect(parts: Parts, code: string) {
  const { stripe, api, project } = parts;
  const accountId = await stripe.exchangeCode(code);
  const url = `${api.url}${OPERATIONS.receiveStripeEvent.path}`;
  const owner = { accountId, url, programId: project.program_id };
  const earlier = await stripe.listEndpoints(owner);
  const { endpointId, facts } = await createAndReport(parts, owner);
  for (const id of earlier) await removeQuietly(parts, { id, accountId });
  return { accountId, endpointId, facts };
}

/** Either both happen or neither: an endpoint that our service does not know is removed again. */
async function createAndReport({ context, ...parts }: Parts, owner: EndpointOwner) {
  const { stripe, api, reportedWith } = parts;
  const { accountId, programId } = owner;
  const { id, secret, isLive } = await stripe.createEndpoint(owner);
  context.output.hide(secret);
  try {
    const facts = await stripe.readAccount(accountId);
    const body = {
      program_id: programId,
      stripe_user_id: accountId,
      webhook_endpoint_id: id,
      webhook_secret: secret,
      livemode: isLive,
      charges_enabled: facts.chargesEnabled,
      payouts_enabled: facts.payoutsEnabled,
      details_submitted: facts.detailsSubmitted,
    };
    await api.call(OPERATIONS.connectStripe, { ...reportedWith, body }).catch((error: unknown) => {
      throw reportFailure(error);
    });
    return { endpointId: id, facts };
  } catch (error) {
    await removeQuietly({ context, ...parts }, { id, accountId });
    throw error;
  }
}

/** What our service says, under the name that this command promises for it. */
function reportFailure(error: unknown): unknown {
  if (!(error instanceof Failure) || error.document.status === undefined) return error;
  const isRefusal = { ...error.document, error: 'api_error', message: error.message };
  const hint = 'Nothing was connected. Correct what it says, then run it again.';
  return new Failure(error.exit, { hint, ...isRefusal });
}

/** An endpoint that cannot be removed is named, so that its owner can do it. */
async function removeQuietly(
  { context, stripe }: Parts,
  { id, accountId }: { id: string; accountId: string },
): Promise<void> {
  try {
    await stripe.removeEndpoint(id, accountId);
  } catch (error) {
    const why = messageOf(error);
    context.output.notice(`Remove the endpoint ${id} at Stripe yourself; it is not used. ${why}`);
  }
}
