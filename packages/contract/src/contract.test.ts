// Guards that the catalogue, the operations, the OpenAPI document and the errors page never differ.
/// <reference types="node" />
import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import {
  buildOpenApi,
  ERROR_CODES,
  ERRORS,
  type ErrorCode,
  isAllowed,
  isErrorCode,
  OPERATIONS,
  openApiPath,
  operations,
  PERMISSIONS,
  permissionOf,
  ROLE_PERMISSIONS,
  renderErrorsMarkdown,
  UNROUTED_ERRORS,
} from './index.js';

interface DocumentedResponse {
  content?: Record<string, { examples?: Record<string, { $ref: string }> }>;
}
interface DocumentedOperation {
  operationId: string;
  responses: Record<string, DocumentedResponse>;
}
type DocumentedPaths = Record<string, Record<string, DocumentedOperation>>;

const document = buildOpenApi({ version: '1.2.3', serverUrl: 'https://affiliates.example.com' });
const paths = document.paths as unknown as DocumentedPaths;

function errorCodesOf(response: DocumentedResponse): string[] {
  return Object.values(response.content ?? {}).flatMap(({ examples }) =>
    Object.keys(examples ?? {}),
  );
}

/** What the document says that an operation answers: `status code` pairs. */
function documentedErrors(documented: DocumentedOperation): string[] {
  return Object.entries(documented.responses).flatMap(([status, response]) =>
    errorCodesOf(response).map((code) => `${status} ${code}`),
  );
}

describe('errors', () => {
  test('every code can be answered by an operation or before one is chosen', () => {
    const answered = new Set<ErrorCode>([
      ...operations.flatMap(({ errors }) => errors),
      ...UNROUTED_ERRORS,
    ]);
    expect(ERROR_CODES.filter((code) => !answered.has(code))).toEqual([]);
    expect([...answered].filter((code) => !isErrorCode(code))).toEqual([]);
  });

  test('no operation lists an error twice, or one that is answered before it is chosen', () => {
    for (const { id, errors } of operations) {
      expect(new Set(errors).size, id).toBe(errors.length);
      expect(
        errors.filter((code) => (UNROUTED_ERRORS as readonly ErrorCode[]).includes(code)),
        id,
      ).toEqual([]);
    }
  });

  test('the OpenAPI document lists exactly the errors of each operation', () => {
    for (const operation of operations) {
      const documented = paths[openApiPath(operation.path)]?.[operation.method.toLowerCase()];
      const expected = operation.errors.map((code) => `${ERRORS[code].status} ${code}`);
      expect(documented && documentedErrors(documented).sort(), operation.id).toEqual(
        expected.sort(),
      );
    }
    expect(Object.keys(document.components.responses as object)).toEqual([...UNROUTED_ERRORS]);
    expect(Object.keys(document.components.examples as object)).toEqual([...ERROR_CODES]);
  });

  test('the committed page is the one that the catalogue makes', async () => {
    await expect(renderErrorsMarkdown()).toMatchFileSnapshot('../../../docs/errors.md');
  });

  test('the page has exactly one row per code, with its status, message, meaning and fix', () => {
    const rows = [...renderErrorsMarkdown().matchAll(/^\| <a id="([a-z_]+)"><\/a>(.*) \|$/gm)];
    expect(rows.map(([, code]) => code).sort()).toEqual([...ERROR_CODES].sort());
    for (const [, code, text] of rows) {
      const cells = (text ?? '').split(' | ');
      const row = ERRORS[code as ErrorCode];
      expect(cells[0]).toBe(String(row.status));
      expect(cells[1]).toBe(`\`${row.message}\``);
      expect(cells[3]).toBe(row.meaning);
      expect(cells[4]?.startsWith(row.fix), code).toBe(true);
    }
  });
});

describe('operations', () => {
  test('the key of an operation is its id', () => {
    for (const [key, operation] of Object.entries(OPERATIONS)) expect(operation.id).toBe(key);
  });

  test('no two operations share a method and a path', () => {
    const routes = operations.flatMap(({ method, path, aliases = [] }) =>
      [path, ...aliases].map((address) => `${method} ${address.replace(/:\w+/g, ':')}`),
    );
    expect(new Set(routes).size).toBe(routes.length);
  });

  test('the parameters of a path are exactly those of its schema', () => {
    for (const operation of operations) {
      const inPath = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name).sort();
      const documented = paths[openApiPath(operation.path)]?.[operation.method.toLowerCase()];
      const { parameters = [] } = documented as { parameters?: { in: string; name: string }[] };
      const inSchema = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(inSchema.sort(), operation.id).toEqual(inPath);
    }
  });

  test('management operations name a scope, except those that keys may never call', () => {
    const management = operations.filter(({ auth }) => auth === 'management');
    for (const { id, scope, errors } of management) {
      expect(errors.includes('dashboard_session_required'), id).toBe(scope === undefined);
    }
    const others = operations.filter(({ auth }) => auth !== 'management');
    expect(others.filter(({ scope, permission }) => scope ?? permission)).toEqual([]);
  });

  test('every management operation asks for a permission, and every permission is asked for', () => {
    const asked = operations.filter(({ auth }) => auth === 'management').map(permissionOf);
    expect(PERMISSIONS.filter((permission) => !asked.includes(permission))).toEqual([]);
    for (const permission of asked) expect(PERMISSIONS).toContain(permission);
  });

  test('an operation without a permission is refused rather than open', () => {
    const { scope: _, ...open } = OPERATIONS.readProgram;
    expect(() => permissionOf(open)).toThrow('names no permission');
    expect(() => permissionOf({ ...open, scope: '*' })).toThrow('names no permission');
  });

  test('owners may do everything; who may look may not change, who may change may look', () => {
    expect(PERMISSIONS.filter((one) => !isAllowed('owner', one))).toEqual([]);
    const reading = operations.filter(
      (one) => one.auth === 'management' && isAllowed('read_only', permissionOf(one)),
    );
    expect(reading.filter(({ method }) => method !== 'GET').map(({ id }) => id)).toEqual([
      'leaveWorkspace',
    ]);
    const lost = ROLE_PERMISSIONS.read_only.filter((one) => !isAllowed('member', one));
    expect(lost).toEqual([]);
    for (const owned of ['program:regenerate-token', 'key:manage', 'member:manage'] as const) {
      expect(isAllowed('member', owned)).toBe(false);
    }
  });
});

describe('OpenAPI', () => {
  test('the document is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('the document has every operation and alias, and none besides', () => {
    const expected = operations.flatMap(({ method, path, aliases = [] }) =>
      [path, ...aliases].map((address) => `${method} ${openApiPath(address)}`),
    );
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(expected.sort());
  });

  test('every reference leads to something in the document', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [, pointer = ''] of references) {
      const target = pointer
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
      expect(target, pointer).toBeTypeOf('object');
    }
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  test('operation ids are unique', () => {
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('this package depends on zod alone', async () => {
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  expect(manifest).toMatchObject({ dependencies: { zod: expect.any(String) as string } });
  expect(Object.keys((manifest as { dependencies: object }).dependencies)).toEqual(['zod']);
});
