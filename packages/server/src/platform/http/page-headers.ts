// Owns the security headers of pages that bring a content policy of their own.
import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Everything but the policy, which each answer sets itself. */
export const HEADERS_BESIDE_POLICY: FastifyHelmetOptions = {
  // Whether every host of the domain speaks https is the operator's to promise.
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
  contentSecurityPolicy: false,
};
