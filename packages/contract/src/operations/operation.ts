// Owns the shape of one operation and the lists of errors that many operations share.
import type { z } from 'zod';
import type { ErrorCode } from '../errors/index.js';
import type { Permission } from '../permissions.js';
import type { Scope } from '../schemas/management-keys.js';

export const TAGS = [
  'Tracking',
  'Programs',
  'Groups',
  'Partners',
  'Links',
  'Commissions',
  'Customers',
  'Management keys',
  'Workspace',
  'Account',
  'Reports',
  'Readiness',
  'Command line',
  'Stripe',
  'Service',
] as const;

export type Tag = (typeof TAGS)[number];

/**
 * Who may call: `program_key` is a program API key, `management` a management key or a session in
 * a workspace, `session` a signed-in person, whatever the workspace,
 * `cli_token` a command line that such a person has approved.
 */
export type OperationAuth =
  | 'none'
  | 'program_key'
  | 'program_key_optional'
  | 'management'
  | 'session'
  | 'cli_token';

/** One endpoint of the service: the source of its route, its documents and its clients. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify style, with `:param`. */
  readonly path: string;
  /** Older paths that behave exactly alike. */
  readonly aliases?: readonly string[];
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly auth: OperationAuth;
  /** What a management key needs for it. */
  readonly scope?: Scope;
  /** What the role of a signed-in person needs for it; the scope, when left out. */
  readonly permission?: Permission;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** Status of success; 200 when left out. */
  readonly status?: number;
  /** Content type of success; JSON when left out. */
  readonly contentType?: string;
  /** Answers besides success that are not errors of the catalogue, by status. */
  readonly otherResponses?: Readonly<Record<number, z.ZodType>>;
  readonly errors: readonly ErrorCode[];
  /** Errors whose body is an object with a code, because published clients read it there. */
  readonly typedErrors?: TypedErrors;
}

/** The code in the body by the code of the catalogue; `hasStatus` repeats the status beside it. */
export type TypedErrors = Readonly<
  Partial<Record<ErrorCode, { readonly code: string; readonly hasStatus?: boolean }>>
>;

/** Checks an operation against its shape and keeps its exact types for route handlers. */
export function defineOperation<const Definition extends Operation>(
  operation: Definition,
): Definition {
  return operation;
}

/** What any endpoint behind the limits of the service can answer. */
export const CAPACITY_ERRORS = [
  'too_many_requests',
  'service_overloaded',
  'service_shutting_down',
] as const satisfies readonly ErrorCode[];

/** What any endpoint that reads a JSON body can answer. */
export const BODY_ERRORS = [
  'invalid_json_body',
  'body_too_large',
  'unsupported_content_type',
] as const satisfies readonly ErrorCode[];

export const PROGRAM_KEY_ERRORS = [
  'authorization_header_missing',
  'api_token_missing',
  'api_token_invalid',
] as const satisfies readonly ErrorCode[];

/** What any management endpoint can answer. */
export const MANAGEMENT_ERRORS = [
  'management_credentials_missing',
  'management_key_invalid',
  'management_key_expired',
  'scope_missing',
  'not_signed_in',
  'cross_site_request',
  'permission_missing',
  'workspace_required',
  'workspace_not_found',
  'validation_failed',
  'internal_error',
  ...CAPACITY_ERRORS,
] as const satisfies readonly ErrorCode[];

/** What any management endpoint inside one program can answer. */
export const PROGRAM_ERRORS = [
  ...MANAGEMENT_ERRORS,
  'program_not_found',
  'program_out_of_scope',
] as const satisfies readonly ErrorCode[];

/** What any endpoint of the account that changes something can answer. */
export const ACCOUNT_ERRORS = [
  'cross_site_request',
  'validation_failed',
  'internal_error',
  ...BODY_ERRORS,
  ...CAPACITY_ERRORS,
] as const satisfies readonly ErrorCode[];

/** Errors that are answered before an operation is chosen, so no operation lists them. */
export const UNROUTED_ERRORS = [
  'malformed_request',
  'route_not_found',
  'method_not_allowed',
  'request_timeout',
  'headers_too_large',
] as const satisfies readonly ErrorCode[];
