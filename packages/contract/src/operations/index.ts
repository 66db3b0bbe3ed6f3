// Owns the table of all operations, by id and as a list, and the look-up of who answers an error.
import { ERROR_CODES, type ErrorCode } from '../errors/index.js';
import { ACCOUNT_SETTINGS_OPERATIONS } from './account-settings.js';
import { ACCOUNT_OPERATIONS } from './accounts.js';
import { CLI_OPERATIONS } from './cli.js';
import { COMMISSION_OPERATIONS } from './commissions.js';
import { CUSTOMER_OPERATIONS } from './customers.js';
import { EVENT_OPERATIONS } from './events.js';
import { GROUP_OPERATIONS } from './groups.js';
import { MANAGEMENT_KEY_OPERATIONS } from './management-keys.js';
import type { Operation } from './operation.js';
import { PARTNER_REPORT_OPERATIONS } from './partner-report.js';
import { LINK_OPERATIONS, PARTNER_OPERATIONS } from './partners.js';
import { PROGRAM_SETUP_OPERATIONS } from './program-setup.js';
import { PROGRAM_OPERATIONS } from './programs.js';
import { READINESS_OPERATIONS } from './readiness.js';
import { REPORT_OPERATIONS } from './reports.js';
import { SERVICE_OPERATIONS } from './service.js';
import { STRIPE_OPERATIONS } from './stripe.js';
import { TRACE_OPERATIONS } from './traces.js';
import { TRACKING_OPERATIONS } from './tracking.js';
import { WORKSPACE_OPERATIONS } from './workspace.js';

export {
  type Operation,
  type OperationAuth,
  TAGS,
  type Tag,
  type TypedErrors,
  UNROUTED_ERRORS,
} from './operation.js';

/** Every operation by its id, with its exact schemas: `OPERATIONS.trackClick.path`. */
export const OPERATIONS = {
  ...TRACKING_OPERATIONS,
  ...PROGRAM_OPERATIONS,
  ...PROGRAM_SETUP_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...PARTNER_OPERATIONS,
  ...LINK_OPERATIONS,
  ...COMMISSION_OPERATIONS,
  ...CUSTOMER_OPERATIONS,
  ...MANAGEMENT_KEY_OPERATIONS,
  ...WORKSPACE_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...ACCOUNT_SETTINGS_OPERATIONS,
  ...REPORT_OPERATIONS,
  ...READINESS_OPERATIONS,
  ...CLI_OPERATIONS,
  ...STRIPE_OPERATIONS,
  ...PARTNER_REPORT_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...TRACE_OPERATIONS,
  ...SERVICE_OPERATIONS,
} as const;

export type OperationId = keyof typeof OPERATIONS;

/** Every operation, in the order of the documents. */
export const operations: readonly Operation[] = Object.values(OPERATIONS);

/** For each code, the operations that can answer it, in the order of the table. */
export const OPERATIONS_BY_ERROR: ReadonlyMap<ErrorCode, readonly Operation[]> = new Map(
  ERROR_CODES.map((code) => [
    code,
    operations.filter((operation) => operation.errors.includes(code)),
  ]),
);
