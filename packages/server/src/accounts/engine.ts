// Owns better-auth: its configuration, and the few of its functions that accounts uses. It has no
// route of its own; every call comes through ours, which limit, check and record it.

import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@affitor/contract';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { deriveKey } from '../platform/crypto.js';
import type { Logger } from '../platform/log.js';
import type { JoiningConnection } from './store-engine.js';

/** A mailed link that the library asks for. */
export interface LinkRequest {
  readonly kind: 'verify_email' | 'reset_password';
  readonly email: string;
  readonly token: string;
}

export interface EngineOptions {
  readonly connection: JoiningConnection;
  readonly publicUrl: string;
  readonly secretKey: string;
  readonly log: Logger;
  /** Puts the mail with the link on its way, in the transaction of the caller. */
  sendLink(request: LinkRequest): Promise<void>;
}

const SECONDS_PER_DAY = 86_400;
export const SESSION_DAYS_MAX = 30;
const RESET_SECONDS = 3_600;
/** The name under which our routes tell the library the network of a caller. */
export const NETWORK_HEADER = 'x-affitor-network';

/** Makes the engine of a process. */
export function createEngine(options: EngineOptions) {
  const isSecure = options.publicUrl.startsWith('https:');
  return betterAuth({
    appName: 'Affitor',
    baseURL: options.publicUrl,
    basePath: '/api/account',
    secret: deriveKey(options.secretKey, 'accounts').toString('base64url'),
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Further arguments may hold rows and addresses.
      log: (_level, message) => options.log.error({ library: 'better-auth' }, message),
    },
    // Our transactions are the edges; the library's statements join them.
    database: { db: options.connection.kysely, type: 'postgres', transaction: false },
    rateLimit: { enabled: false },
    advanced: {
      database: { generateId: 'serial', validateSchema: false },
      ipAddress: { ipAddressHeaders: [NETWORK_HEADER] },
      // The prefix makes browsers refuse the cookie without Secure, or from a sister domain.
      cookiePrefix: isSecure ? '__Host-affitor' : 'affitor',
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure, httpOnly: true, sameSite: 'lax', path: '/' },
    },
    user: { ...USER_TABLE, changeEmail: { enabled: true } },
    session: {
      ...SESSION_TABLE,
      expiresIn: SESSION_DAYS_MAX * SECONDS_PER_DAY,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: CREDENTIAL_TABLE,
    verification: { ...VERIFICATION_TABLE, storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      autoSignIn: false,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) =>
        options.sendLink({ kind: 'reset_password', email: user.email, token }),
    },
    emailVerification: {
      sendOnSignUp: false,
      expiresIn: SECONDS_PER_DAY,
      sendVerificationEmail: ({ user, token }) =>
        options.sendLink({ kind: 'verify_email', email: user.email, token }),
    },
    plugins: [twoFactor({ issuer: 'Affitor', ...TWO_FACTOR_TABLE })],
  });
}

export type Engine = ReturnType<typeof createEngine>;

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' };

const USER_TABLE = {
  modelName: 'app_user',
  fields: { emailVerified: 'email_verified', ...TIMES },
};

const SESSION_TABLE = {
  modelName: 'user_session',
  fields: {
    userId: 'user_id',
    expiresAt: 'expires_at',
    ipAddress: 'ip_address',
    userAgent: 'user_agent',
    ...TIMES,
  },
};

const CREDENTIAL_TABLE = {
  modelName: 'user_credential',
  fields: {
    userId: 'user_id',
    accountId: 'account_id',
    providerId: 'provider_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    idToken: 'id_token',
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...TIMES,
  },
};

const VERIFICATION_TABLE = {
  modelName: 'user_verification',
  fields: { expiresAt: 'expires_at', ...TIMES },
};

const TWO_FACTOR_TABLE = {
  schema: {
    user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
    twoFactor: {
      modelName: 'user_two_factor',
      fields: {
        userId: 'user_id',
        backupCodes: 'backup_codes',
        failedVerificationCount: 'failed_verification_count',
        lockedUntil: 'locked_until',
      },
    },
  },
};
