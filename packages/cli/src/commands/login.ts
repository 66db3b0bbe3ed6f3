// Owns signing in and out: through the browser of the person, as the service asks for it.
import { OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import type { Api, DataOf } from '../platform/api.js';
import { toIso } from '../platform/clock.js';
import { Ended, Failure } from '../platform/failure.js';
import { readCredentials, removeCredentials, writeCredentials } from '../project/credentials.js';

const POLL_EVERY_MS = 2000;
const LOGIN_MAX_MS = 5 * 60_000;
const SESSION_LIFE_MS = 90 * 86_400_000;

const NEXT_STEPS = [
  'Run `affitor init` in your project to create a program.',
  'Run `affitor programs` to list the programs of your workspace.',
];

type Started = DataOf<typeof OPERATIONS.startCliLogin>;
type Polled = DataOf<typeof OPERATIONS.pollCliLogin>;

/** Signs the person at the terminal in. */
export async function login(context: Context): Promise<void> {
  const { output, machine, session } = context;
  if (session) {
    output.document('login', { already_logged_in: true, email: session.email });
    output.success(`Already logged in as ${session.email}.`);
    return;
  }
  const api = context.api();
  const started = await api.call(OPERATIONS.startCliLogin);
  await showApprovalPage(context, started);
  const polled = await output.progress('Waiting for you to approve', poll(context, api, started));
  const { token, email, advertiser_id: advertiserId } = polled;
  if (!token || !email || advertiserId === undefined) throw ended('expired');
  output.hide(token);
  const nowMs = machine.clock.nowMs();
  writeCredentials(machine.home, {
    token,
    email,
    user_id: '',
    advertiser_id: advertiserId,
    expires_at: polled.token_expires_at ?? toIso(nowMs + SESSION_LIFE_MS),
    created_at: toIso(nowMs),
    api_url: api.url,
  });
  output.document('login', {
    logged_in: true,
    email,
    advertiser_id: advertiserId,
    next_steps: NEXT_STEPS,
  });
  output.success(`Logged in as ${email}.`);
  for (const step of NEXT_STEPS) output.info(step);
}

async function showApprovalPage(context: Context, started: Started): Promise<void> {
  const { auth_url: url, user_code: code } = started;
  context.output.notice(`Approve this command line in your browser: ${url}`);
  context.output.notice(`It shows the code ${code}.`);
  await context.openPage(url);
}

async function poll({ machine }: Context, api: Api, started: Started): Promise<Polled> {
  const { clock } = machine;
  const endsAtMs = Math.min(Date.parse(started.expires_at), clock.nowMs() + LOGIN_MAX_MS);
  for (;;) {
    const polled = await api.call(OPERATIONS.pollCliLogin, { query: { state: started.state } });
    if (polled.status === 'complete') return polled;
    if (polled.denied) throw ended('denied');
    if (polled.status !== 'pending') throw ended(polled.status);
    if (clock.nowMs() >= endsAtMs) throw ended('timeout');
    await clock.pause(POLL_EVERY_MS, machine.stopped);
  }
}

const ENDINGS = {
  expired: ['login_expired', 'Login session expired.'],
  consumed: ['login_used', 'Login session already used.'],
  denied: ['login_denied', 'Login was denied in the browser.'],
  timeout: ['login_timeout', 'Login timed out.'],
} as const;

function ended(how: keyof typeof ENDINGS): Failure {
  const [error, text] = ENDINGS[how];
  return new Failure('auth', { error, message: `${text} Run \`affitor login\` to try again.` });
}

/** Forgets the session, and tells the service so where it can be told. */
export async function logout(context: Context): Promise<void> {
  const { output, machine, session } = context;
  const email = readCredentials(machine.home)?.email ?? null;
  if (session) await revoke(context, session.token, session.api_url);
  removeCredentials(machine.home);
  output.document('logout', { logged_out: true, email });
  output.success(email === null ? 'Nobody was logged in.' : `Logged out ${email}.`);
}

/** The stored session goes even where the service cannot be told; it ends by itself there. */
async function revoke(context: Context, token: string, url: string | undefined): Promise<void> {
  try {
    await context.api(url).call(OPERATIONS.revokeCliToken, { credential: token });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    context.output.debug(`The token was not revoked: ${error.message}`);
  }
}

/** Shows who is signed in. */
export function whoami({ output, session }: Context): void {
  if (!session) {
    output.document('whoami', { logged_in: false });
    if (output.isJson) throw new Ended('auth');
    throw new Failure('auth', {
      error: 'not_logged_in',
      message: 'Not logged in. Run `affitor login` first.',
    });
  }
  const { email, advertiser_id, expires_at } = session;
  output.document('whoami', { logged_in: true, email, advertiser_id, expires_at });
  output.success(`${email}, until ${expires_at}`);
}

/** Lists the programs of the workspace. */
export async function listPrograms(context: Context): Promise<void> {
  const { output } = context;
  const { api_url } = context.requireSession();
  const api = context.api(api_url);
  const call = api.call(OPERATIONS.listCliPrograms, context.sessionCall());
  const programs = await output.progress('Reading the programs', call);
  output.document('programs', { programs });
  if (programs.length === 0) output.info('No programs yet. Run `affitor init` to create one.');
  for (const { id, name, domain, status, commission } of programs) {
    output.info(`${id}  ${name}  ${domain}  ${status}  ${commission}`);
  }
}
