// Owns the check of Stripe's signatures, over the bytes as they arrived.
import Stripe from 'stripe';
import { AppError } from '../../platform/http/errors.js';

const TOLERANCE_SECONDS = 300;

export interface Signed {
  readonly body: Buffer;
  /** The header `Stripe-Signature`. */
  readonly header: string;
}

/**
 * The event when it was signed with this secret and not long ago; null otherwise.
 * @throws AppError `stripe_event_unreadable` when the signature is right and the body is no event
 */
export function readSigned({ body, header }: Signed, secret: string, now: Date): unknown {
  // Stripe's own check refuses what is too old; what comes from the future was made up.
  if (secondsAhead(header, now) > TOLERANCE_SECONDS) return null;
  try {
    return Stripe.webhooks.constructEvent(
      body,
      header,
      secret,
      TOLERANCE_SECONDS,
      undefined,
      now.getTime(),
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null;
    throw new AppError('stripe_event_unreadable', { cause: error });
  }
}

function secondsAhead(header: string, now: Date): number {
  const stated = /(?:^|,)t=(\d{1,15})(?:,|$)/.exec(header)?.[1];
  return stated === undefined ? 0 : Number(stated) - now.getTime() / 1000;
}
