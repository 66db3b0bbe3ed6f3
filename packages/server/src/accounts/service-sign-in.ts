// Owns signing in: with a password, and with the code that may have to follow.
import { hmacSha256 } from '../platform/crypto.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Accounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import { type Caller, engineHeaders } from './caller.js';
import { answerOf, type EngineAnswer } from './engine-answers.js';
import { notePersonal, type Person, readPerson } from './service-sessions.js';
import { deleteSession } from './store-sessions.js';
import { claimSignInCode } from './store-users.js';

export type SignInStep = 'signed_in' | 'two_factor_required';

/**
 * Signs somebody in, or asks for a code. An unknown address costs the same work, and counts the
 * same, as a wrong password.
 */
export async function signIn(
  accounts: Accounts,
  caller: Caller,
  attempt: { email: string; password: string; remember: boolean },
): Promise<EngineAnswer<SignInStep>> {
  const { email, password, remember } = attempt;
  const who = { account: email, network: caller.network };
  const counted = await countAttempt(accounts, 'sign_in', who);
  const answer = await openSession(accounts, caller, { email, password, remember });
  await counted.forgive();
  return answer;
}

/** Signs in somebody whose password was checked or set a moment ago. */
export async function openSession(
  accounts: Accounts,
  caller: Caller,
  attempt: { email: string; password: string; remember: boolean },
): Promise<EngineAnswer<SignInStep>> {
  const { value, cookies } = await answerOf(
    accounts.engine.api.signInEmail({
      body: { email: attempt.email, password: attempt.password, rememberMe: attempt.remember },
      headers: engineHeaders(caller, []),
      returnHeaders: true,
    }),
  );
  // The engine's types do not know that its second factor answers in place of the sign-in.
  if ('twoFactorRedirect' in value) return { value: 'two_factor_required', cookies };
  const earlier = await readPerson(accounts, caller);
  const signIn = { caller, earlier, userId: Number(value.user.id) };
  await accounts.transaction((tx) => noteSignIn(accounts, tx, signIn));
  return { value: 'signed_in', cookies };
}

/** A new session takes the place of the one that this browser had, so that none is left behind. */
async function noteSignIn(
  accounts: Accounts,
  tx: Tx,
  signIn: { caller: Caller; earlier: Person | null; userId: number },
): Promise<void> {
  const { caller, earlier, userId } = signIn;
  if (earlier) await deleteSession(tx, earlier.userId, earlier.session.id);
  await notePersonal(accounts, tx, {
    person: { userId },
    action: 'session.created',
    requestId: caller.requestId,
  });
}

/** Finishes a sign-in that waits for a code of the app, or for a recovery code. */
export async function signInWithCode(
  accounts: Accounts,
  caller: Caller,
  codes: { code: string | undefined; recoveryCode: string | undefined },
): Promise<EngineAnswer<unknown>> {
  const who = { account: null, network: caller.network };
  const counted = await countAttempt(accounts, 'second_factor', who);
  const context = await accounts.engine.$context;
  const names = [
    context.createAuthCookie('two_factor').name,
    context.authCookies.dontRememberToken.name,
  ];
  const headers = engineHeaders(caller, names);
  const earlier = await readPerson(accounts, caller);
  const { code, recoveryCode } = codes;
  const outcome = await commitRefusals(accounts, async (tx) => {
    const answer = await answerOf(
      code === undefined
        ? accounts.engine.api.verifyBackupCode({
            body: { code: recoveryCode ?? '' },
            headers,
            returnHeaders: true,
          })
        : accounts.engine.api.verifyTOTP({ body: { code }, headers, returnHeaders: true }),
    );
    const userId = Number(answer.value.user.id);
    if (code !== undefined) await useCodeOnce(accounts, tx, { userId, code });
    await noteSignIn(accounts, tx, { caller, earlier, userId });
    return answer;
  });
  await counted.forgive();
  return outcome;
}

/** Codes of the app are valid for longer than it takes to use them; the first use is the only. */
export async function useCodeOnce(
  accounts: Accounts,
  tx: Tx,
  used: { userId: number; code: string },
): Promise<void> {
  const digest = hmacSha256(accounts.digestKey, `code ${used.code}`);
  const now = accounts.clock.now();
  const isFirst = await claimSignInCode(tx, { userId: used.userId, digest, now });
  if (!isFirst) throw new CodeReused();
}

/** A refusal that takes everything back, the session that the code has opened first of all. */
class CodeReused extends AppError {
  constructor() {
    super('two_factor_failed');
  }
}

/** The engine counts wrong codes in its tables: a refusal must not undo the counting. */
async function commitRefusals<Value>(
  accounts: Accounts,
  work: (tx: Tx) => Promise<Value>,
): Promise<Value> {
  const outcome = await accounts.transaction(async (tx) => {
    try {
      return { value: await work(tx) };
    } catch (error) {
      if (error instanceof AppError && !(error instanceof CodeReused)) return { refusal: error };
      throw error;
    }
  });
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.value;
}
