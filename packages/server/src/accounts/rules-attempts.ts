// Owns how often may be guessed, asked for mail, and invited. Pure.

const MINUTE_MS = 60_000;

/** How many attempts in a window: of one account (or workspace), and of one network. */
export interface AttemptLimit {
  readonly account: number;
  readonly network: number;
  readonly windowMs: number;
}

/**
 * A password that is guessed ten times in a quarter of an hour stays unknown; an office behind one
 * address still gets in, because what succeeds is not counted.
 */
export const ATTEMPT_LIMITS = {
  sign_in: { account: 10, network: 50, windowMs: 15 * MINUTE_MS },
  second_factor: { account: 10, network: 50, windowMs: 15 * MINUTE_MS },
  password_check: { account: 10, network: 100, windowMs: 15 * MINUTE_MS },
  mailed_link: { account: 3, network: 20, windowMs: 60 * MINUTE_MS },
  sign_up: { account: 3, network: 10, windowMs: 60 * MINUTE_MS },
  link_token: { account: 30, network: 30, windowMs: 15 * MINUTE_MS },
  cli_login: { account: 30, network: 30, windowMs: 15 * MINUTE_MS },
  invitation: { account: 100, network: 200, windowMs: 24 * 60 * MINUTE_MS },
} as const satisfies Record<string, AttemptLimit>;

export type AttemptKind = keyof typeof ATTEMPT_LIMITS;

/** Seconds until the next attempt may be made; null when this one may. */
export function judgeAttempt(
  counted: { attempts: number; windowEndsAt: Date },
  attemptsMax: number,
  now: Date,
): number | null {
  if (counted.attempts <= attemptsMax) return null;
  const waitMs = counted.windowEndsAt.getTime() - now.getTime();
  return Math.max(1, Math.ceil(waitMs / 1000));
}
