// Owns what people change about their own account: name, password, address, two factors.
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Accounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import { type Caller, engineHeaders } from './caller.js';
import { answerOf, type EngineAnswer } from './engine-answers.js';
import { emailChangeNotice } from './mails.js';
import { notePersonal, type Person, sessionCookieName } from './service-sessions.js';
import { useCodeOnce } from './service-sign-in.js';

/** A signed-in person and their request. */
export interface PersonCall {
  readonly accounts: Accounts;
  readonly caller: Caller;
  readonly person: Person;
}

/** Runs a change that the engine makes for the session, with its line in the audit log. */
async function change<Value>(
  call: PersonCall,
  action: string,
  work: (tx: Tx, headers: Headers) => Promise<EngineAnswer<Value>>,
): Promise<EngineAnswer<Value>> {
  const { accounts, caller, person } = call;
  const headers = engineHeaders(caller, [await sessionCookieName(accounts)]);
  return accounts.transaction(async (tx) => {
    const answer = await work(tx, headers);
    await notePersonal(accounts, tx, { person, action, requestId: caller.requestId });
    return answer;
  });
}

/** The same for what asks for the password again: guesses are counted as at the sign-in. */
async function changeWithPassword<Value>(
  call: PersonCall,
  action: string,
  work: (tx: Tx, headers: Headers) => Promise<EngineAnswer<Value>>,
): Promise<EngineAnswer<Value>> {
  const who = { account: String(call.person.userId), network: call.caller.network };
  const counted = await countAttempt(call.accounts, 'password_check', who);
  const answer = await change(call, action, work);
  await counted.forgive();
  return answer;
}

export function changeName(call: PersonCall, name: string): Promise<EngineAnswer<unknown>> {
  return change(call, 'user.renamed', (_tx, headers) =>
    answerOf(call.accounts.engine.api.updateUser({ body: { name }, headers, returnHeaders: true })),
  );
}

/** Changes the password; every session ends, and the answer carries the cookie of a new one. */
export function changePassword(
  call: PersonCall,
  passwords: { currentPassword: string; newPassword: string },
): Promise<EngineAnswer<unknown>> {
  return changeWithPassword(call, 'user.password_changed', (_tx, headers) =>
    answerOf(
      call.accounts.engine.api.changePassword({
        body: { ...passwords, revokeOtherSessions: true },
        headers,
        returnHeaders: true,
      }),
    ),
  );
}

/** Mails a link to the new address and a notice to the old one. */
export function changeEmail(
  call: PersonCall,
  { newEmail, password }: { newEmail: string; password: string },
): Promise<EngineAnswer<unknown>> {
  const { accounts, person } = call;
  const { api } = accounts.engine;
  return changeWithPassword(call, 'user.email_change_requested', async (tx, headers) => {
    await answerOf(api.verifyPassword({ body: { password }, headers, returnHeaders: true }));
    if (newEmail === person.email) return { value: null, cookies: [] };
    const notice = emailChangeNotice({ email: person.email });
    await accounts.mailer.post(tx, notice, accounts.clock.now());
    return answerOf(api.changeEmail({ body: { newEmail }, headers, returnHeaders: true }));
  });
}

/** Gives a secret for the app, and recovery codes; they count once a code has proved the app. */
export async function startTwoFactor(
  call: PersonCall,
  password: string,
): Promise<{ totpUri: string; recoveryCodes: string[] }> {
  const { value } = await changeWithPassword(call, 'user.two_factor_started', (_tx, headers) =>
    answerOf(
      call.accounts.engine.api.enableTwoFactor({
        body: { password, method: 'totp' },
        headers,
        returnHeaders: true,
      }),
    ),
  );
  if (value.method !== 'totp') throw new Error('the engine has started another second factor');
  return { totpUri: value.totpURI, recoveryCodes: value.backupCodes };
}

/** Switches two-factor sign-in on, with the first code of the app. */
export async function confirmTwoFactor(
  call: PersonCall,
  code: string,
): Promise<EngineAnswer<unknown>> {
  const { accounts, person, caller } = call;
  if (person.hasTwoFactor) throw new AppError('two_factor_enabled_already');
  const who = { account: String(person.userId), network: caller.network };
  const counted = await countAttempt(accounts, 'second_factor', who);
  const answer = await change(call, 'user.two_factor_enabled', async (tx, headers) => {
    await useCodeOnce(accounts, tx, { userId: person.userId, code });
    return answerOf(
      accounts.engine.api.verifyTOTP({ body: { code }, headers, returnHeaders: true }),
    );
  });
  await counted.forgive();
  return answer;
}

export function disableTwoFactor(
  call: PersonCall,
  password: string,
): Promise<EngineAnswer<unknown>> {
  if (!call.person.hasTwoFactor) throw new AppError('two_factor_not_enabled');
  return changeWithPassword(call, 'user.two_factor_disabled', (_tx, headers) =>
    answerOf(
      call.accounts.engine.api.disableTwoFactor({
        body: { password },
        headers,
        returnHeaders: true,
      }),
    ),
  );
}

/** Replaces the recovery codes; the old ones stop working. */
export async function renewRecoveryCodes(call: PersonCall, password: string): Promise<string[]> {
  const { value } = await changeWithPassword(call, 'user.recovery_codes_renewed', (_tx, headers) =>
    answerOf(
      call.accounts.engine.api.generateBackupCodes({
        body: { password },
        headers,
        returnHeaders: true,
      }),
    ),
  );
  return value.backupCodes;
}
