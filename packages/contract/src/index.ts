// Owns the public face of the contract: errors, operations, schemas and the documents made of them.
export * from './agents.js';
export * from './cli/index.js';
export * from './errors/index.js';
export * from './errors-page/index.js';
export * from './metrics.js';
export * from './openapi/index.js';
export * from './operations/index.js';
export * from './permissions.js';
export * from './reasons.js';
/** Every schema by name, for handlers and clients that need one apart from its operation. */
export * as schemas from './schemas/index.js';
export {
  ALLOWED_ORIGINS_MAX,
  APPROVAL_MODES,
  ATTRIBUTION_MODELS,
  CHAIN_VERDICTS,
  CLI_COMMISSION_TYPES,
  COMMISSION_KINDS,
  COMMISSION_STATES,
  COMMISSION_STATUSES,
  COMMISSION_TYPES,
  CUSTOMER_STATUSES,
  ENROLLMENT_STATUSES,
  EVENT_TYPES,
  ID_MAX,
  INVITATION_STATUSES,
  isStorableText,
  KEY_STATUSES,
  LEAD_AUTH_MODES,
  LINK_STATUSES,
  LOGO_CONTENT_TYPES,
  LOGO_SIZE_MAX_BYTES,
  LOGO_SIZE_MAX_PX,
  PARTNER_ORDERS,
  PARTNER_RECENT_DAYS,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  PAYMENT_TRACKING_MODES,
  PERFORMANCE_PERIODS,
  POLICY_APPROVAL_MODES,
  PROGRAM_DEFAULTS,
  PROGRAM_STATUSES,
  PROVISIONAL_LEAD_MESSAGE,
  READINESS_GATES,
  REFUND_STATES,
  REJECTION_REASONS,
  type ReadinessGate,
  ROLES,
  type Role,
  SALE_TYPES,
  SCOPES,
  type Scope,
  SIGN_UP_MODES,
  SORT_DIRECTIONS,
  STRIPE_EVENT_OUTCOMES,
  STRIPE_EVENTS,
  STRIPE_ROUTING,
  SUBSCRIPTION_INTERVALS,
  TRACKING_ENDPOINTS,
  TRACKING_LIMITS,
} from './schemas/index.js';
export * from './stripe-reasons.js';
