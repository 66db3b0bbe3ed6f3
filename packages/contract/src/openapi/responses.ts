// Owns how answers are described in the OpenAPI document: success, errors by status, headers.
import { ERRORS, type ErrorCode, type ErrorRow } from '../errors/index.js';
import type { Operation, TypedErrors } from '../operations/index.js';
import { typedErrorBody } from '../schemas/readiness.js';
import { errorBody } from '../schemas/service.js';
import type { JsonObject, SchemaCollector } from './json-schemas.js';

const JSON_TYPE = 'application/json';

/** Header descriptions, by the name under which the document refers to them. */
export const HEADER_COMPONENTS: JsonObject = {
  RequestId: {
    description: 'Names this request in the logs of the service.',
    schema: { type: 'string' },
  },
  ErrorCode: {
    description: 'Stable code of the situation, as listed on the errors page.',
    schema: { type: 'string' },
  },
  ErrorLink: {
    description: 'Address of the explanation, with `rel="help"`.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next attempt.',
    schema: { type: 'integer', minimum: 0 },
  },
  Allow: { description: 'Methods that the path has.', schema: { type: 'string' } },
  SaleId: {
    description: 'Id of the sale that exists, when it belongs to the program of the key.',
    schema: { type: 'string' },
  },
  CommissionId: {
    description: 'Id of the commission of that sale, when there is one.',
    schema: { type: 'string' },
  },
};

const REQUEST_ID = { 'X-Request-Id': headerReference('RequestId') };

function headerReference(name: string): JsonObject {
  return { $ref: `#/components/headers/${name}` };
}

/** Describes every answer of an operation, by status. */
export function describeResponses(operation: Operation, schemas: SchemaCollector): JsonObject {
  const contentType = operation.contentType ?? JSON_TYPE;
  const responses: JsonObject = {
    [operation.status ?? 200]: {
      description: 'Success.',
      headers: REQUEST_ID,
      content: { [contentType]: { schema: schemas.describe(operation.response) } },
    },
  };
  for (const [status, schema] of Object.entries(operation.otherResponses ?? {})) {
    responses[status] = {
      description: 'The state that the body describes.',
      headers: REQUEST_ID,
      content: { [JSON_TYPE]: { schema: schemas.describe(schema) } },
    };
  }
  for (const [status, codes] of groupByStatus(operation.errors)) {
    responses[status] = describeErrors(codes, schemas, operation.typedErrors);
  }
  return responses;
}

/** Describes one answer that any of these codes can cause; they share a status. */
export function describeErrors(
  codes: readonly ErrorCode[],
  schemas: SchemaCollector,
  typed: TypedErrors = {},
): JsonObject {
  const messages = codes.map((code) => `- \`${code}\`: ${ERRORS[code].message}`);
  const bodies = [
    ...(codes.some((code) => !typed[code]) ? [schemas.describe(errorBody)] : []),
    ...(codes.some((code) => typed[code]) ? [schemas.describe(typedErrorBody)] : []),
  ];
  return {
    description: messages.join('\n'),
    headers: describeErrorHeaders(codes),
    content: {
      [JSON_TYPE]: {
        schema: bodies.length === 1 ? (bodies[0] as JsonObject) : { anyOf: bodies },
        examples: Object.fromEntries(codes.map((code) => [code, describeExample(code, typed)])),
      },
    },
  };
}

function describeExample(code: ErrorCode, typed: TypedErrors): JsonObject {
  const shape = typed[code];
  if (!shape) return { $ref: `#/components/examples/${code}` };
  const { status, message, condition } = ERRORS[code];
  const error = { ...(shape.hasStatus && { status }), code: shape.code, message };
  return { summary: condition, value: { error } };
}

/** One example body per code of the catalogue, by code. */
export function describeExamples(): JsonObject {
  const examples = Object.entries<ErrorRow>(ERRORS).map(([code, row]) => [
    code,
    { summary: row.condition, value: { error: row.message } },
  ]);
  return Object.fromEntries(examples) as JsonObject;
}

function describeErrorHeaders(codes: readonly ErrorCode[]): JsonObject {
  const headers: JsonObject = {
    ...REQUEST_ID,
    'X-Affitor-Error-Code': headerReference('ErrorCode'),
    Link: headerReference('ErrorLink'),
  };
  const statuses = new Set(codes.map((code) => ERRORS[code].status));
  if (statuses.has(429) || statuses.has(503))
    headers['Retry-After'] = headerReference('RetryAfter');
  if (codes.includes('method_not_allowed')) headers.Allow = headerReference('Allow');
  if (codes.includes('duplicate_transaction_id')) {
    headers['X-Affitor-Sale-Id'] = headerReference('SaleId');
    headers['X-Affitor-Commission-Id'] = headerReference('CommissionId');
  }
  return headers;
}

/** Groups codes by their status, statuses ascending, codes in the order of the operation. */
function groupByStatus(codes: readonly ErrorCode[]): [number, ErrorCode[]][] {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return [...groups].sort(([left], [right]) => left - right);
}
