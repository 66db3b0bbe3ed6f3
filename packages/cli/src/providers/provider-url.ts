// Owns which address of a payment provider is asked: the real one, or a stand-in of a developer.
import { Failure } from '../platform/failure.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Variables that name a stand-in for the API of a provider. They are for development only. */
export type ProviderVariable =
  | 'AFFITOR_POLAR_API_URL'
  | 'AFFITOR_STRIPE_API_URL'
  | 'AFFITOR_STRIPE_CONNECT_URL';

/**
 * The address of a provider without its trailing slash. Keys and tokens go there, so that plain
 * http is for this machine only.
 */
export function providerUrl(
  env: Readonly<Record<string, string | undefined>>,
  name: ProviderVariable,
  real: string,
): string {
  const named = env[name];
  if (!named) return real;
  const url = URL.canParse(named) ? new URL(named) : null;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (url && isSafe) return url.origin + url.pathname.replace(/\/+$/, '');
  throw new Failure('usage', {
    error: 'invalid_provider_url',
    message: `${name} is neither an https address nor one of this machine.`,
    hint: `It is for development only; unset it to use ${real}.`,
  });
}
