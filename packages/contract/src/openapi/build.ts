// Owns the OpenAPI 3.1 document, built whole from the operations table and the error catalogue.
import type { z } from 'zod';
import {
  type Operation,
  operations,
  TAGS,
  type Tag,
  UNROUTED_ERRORS,
} from '../operations/index.js';
import {
  createSchemaCollector,
  type JsonObject,
  type JsonValue,
  type SchemaCollector,
} from './json-schemas.js';
import {
  describeErrors,
  describeExamples,
  describeResponses,
  HEADER_COMPONENTS,
} from './responses.js';

const TAG_DESCRIPTIONS: Readonly<Record<Tag, string>> = {
  Tracking: 'Clicks, leads, sales and refunds, as your site and your server report them.',
  Programs: 'Programs, their settings and their API keys.',
  Groups: 'Groups of partners and the versioned policies that say what they earn.',
  Partners: 'People who promote a program, and their enrollment in it.',
  Links: 'Partner links and their codes.',
  Commissions: 'What partners earn, and the decisions about it.',
  Customers: 'Who came through a link, and the calls that were refused.',
  'Management keys': 'Keys for this management API.',
  Workspace: 'The workspace, its members, invitations and audit log.',
  Account: 'Signing in, and what belongs to one person.',
  Readiness: 'Whether an integration works, and test events that prove it.',
  'Command line': 'What the command line of Affitor calls.',
  Stripe: 'The Stripe account of a program: its connection, and what it delivers.',
  Reports: 'Figures and events for dashboards.',
  Service: 'Health, metrics and documents of the installation.',
};

const DESCRIPTION = [
  'Affiliate tracking and commissions. Every error is a flat JSON object `{"error": "..."}`, save',
  'for the few that readiness and synthetic chains describe as objects with a code;',
  'its stable code is in the header `X-Affitor-Error-Code`, and the page at `/docs/errors`',
  'explains each one. Every answer carries `X-Request-Id`.',
].join(' ');

export interface OpenApiOptions {
  /** Version of the service. */
  readonly version: string;
  /** Address under which the service is reached. */
  readonly serverUrl: string;
}

/** The document that `/openapi.json` serves. */
export interface OpenApiDocument extends JsonObject {
  openapi: string;
  info: JsonObject;
  servers: JsonValue[];
  tags: JsonValue[];
  paths: JsonObject;
  components: JsonObject;
}

/**
 * Builds the OpenAPI 3.1 description of every operation, older paths included.
 *
 * @example buildOpenApi({ version: '0.1.0', serverUrl: 'https://affiliates.example.com' })
 */
export function buildOpenApi({ version, serverUrl }: OpenApiOptions): OpenApiDocument {
  const schemas = createSchemaCollector();
  const paths = describePaths(schemas);
  const responses = describeUnrouted(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Affitor API',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    externalDocs: { description: 'Errors & Troubleshooting', url: `${serverUrl}/docs/errors` },
    tags: TAGS.map((name) => ({ name, description: TAG_DESCRIPTIONS[name] })),
    paths,
    components: {
      schemas: schemas.components(),
      responses,
      examples: describeExamples(),
      headers: HEADER_COMPONENTS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES: JsonObject = {
  programKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'API key of one program; begins with `aff_`. For your server only.',
  },
  managementKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'Management key of a workspace; begins with `affk_`.',
  },
  cliToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'Token of a command line that was approved in the dashboard; begins with `affc_`.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'affitor.session_token',
    description:
      'Session of a signed-in person; over https the name begins with `__Host-`. Calls that ' +
      'change something must come from a page of the installation. A person in several ' +
      'workspaces names one in the header `X-Affitor-Workspace`, unless the path names a program.',
  },
};

function describePaths(schemas: SchemaCollector): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const method = operation.method.toLowerCase();
    const description = describeOperation(operation, schemas);
    paths[openApiPath(operation.path)] = {
      ...paths[openApiPath(operation.path)],
      [method]: description,
    };
    for (const [position, alias] of (operation.aliases ?? []).entries()) {
      // The first has no number: clients were generated from its name.
      const operationId = `${operation.id}Legacy${position === 0 ? '' : position + 1}`;
      paths[openApiPath(alias)] = {
        ...paths[openApiPath(alias)],
        [method]: { ...description, operationId, deprecated: true },
      };
    }
  }
  return paths;
}

function describeOperation(operation: Operation, schemas: SchemaCollector): JsonObject {
  const parameters = [
    ...describeParameters(operation.params, 'path', schemas),
    ...describeParameters(operation.query, 'query', schemas),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    security: describeSecurity(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemas.describe(operation.body) } },
      },
    }),
    responses: describeResponses(operation, schemas),
  };
}

/** Each property of a params or query schema is one parameter of its own. */
function describeParameters(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollector,
): JsonObject[] {
  if (schema === undefined) return [];
  const described = schemas.describe(schema);
  const required = new Set((described.required ?? []) as string[]);
  return Object.entries((described.properties ?? {}) as Record<string, JsonObject>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(description !== undefined && { description }),
      schema: rest,
    }),
  );
}

function describeSecurity(operation: Operation): JsonObject[] {
  switch (operation.auth) {
    case 'none':
      return [];
    case 'program_key':
      return [{ programKey: [] }];
    case 'program_key_optional':
      return [{}, { programKey: [] }];
    case 'management':
      // A key that has no scope for it cannot do it at all.
      return operation.scope === undefined
        ? [{ session: [] }]
        : [{ managementKey: [operation.scope] }, { session: [] }];
    case 'session':
      return [{ session: [] }];
    case 'cli_token':
      return [{ cliToken: [] }];
  }
}

/** Errors that belong to no path stand among the components, named by their code. */
function describeUnrouted(schemas: SchemaCollector): JsonObject {
  return Object.fromEntries(UNROUTED_ERRORS.map((code) => [code, describeErrors([code], schemas)]));
}

/** Writes a Fastify path the way that OpenAPI writes it: `/sale/:id` becomes `/sale/{id}`. */
export function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z_]+)/g, '{$1}');
}
