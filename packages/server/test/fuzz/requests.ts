// Owns the generated requests: over all operations, from nearly right to hopeless.
import { type Operation, operations } from '@affitor/contract';
import fc from 'fast-check';
import { fieldsOf, nearlyValid, valueFor } from './schema-values.js';
import { type Body, JsonText, nastyBody, nastyValue, toJson } from './values.js';
import type { World } from './world.js';

/** One request as it goes over the wire. */
export interface FuzzRequest {
  /** The operation that it was made for, by path; its method may be another. */
  operationId: string | null;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Body | null;
}

const NASTY_SEGMENTS = [
  '0',
  '-1',
  '01',
  '1e3',
  '+1',
  '%201',
  '1.0',
  '0x10',
  '2147483647',
  '2147483648',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '9'.repeat(400),
  'NaN',
  'null',
  '__proto__',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%E0%A4%A',
  '%ED%A0%80',
  '%F0%9F%92%B6',
  '%2e%2e%2f',
  '..',
  'a%2Fb',
  ';',
  `${'%C3%A9'.repeat(512)}`,
  'x'.repeat(6_200),
];

const CONTENT_TYPES = [
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=latin1',
  'application/json;charset=utf-8',
  'APPLICATION/JSON',
  'application/vnd.api+json',
  'json',
  ';',
];

// Without DELETE: it would turn the reading of the program into the end of everything in it.
const OTHER_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'LOCK'];

/** Requests over every operation of the contract. */
export function fuzzRequests(world: World): fc.Arbitrary<FuzzRequest> {
  // A stream of events has no end that a request could wait for.
  const answering = operations.filter(({ contentType }) => contentType !== 'text/event-stream');
  const ofOperations = answering.map((operation) => ({
    // The tracking calls are open to the world, so they are tried more often.
    weight: operation.tag === 'Tracking' ? 8 : 2,
    arbitrary: requestFor(operation, world),
  }));
  return fc.oneof(...ofOperations, { weight: 2, arbitrary: strayRequest() });
}

function requestFor(operation: Operation, world: World): fc.Arbitrary<FuzzRequest> {
  const paths = [operation.path, ...(operation.aliases ?? [])];
  return fc
    .record({
      method: fc.oneof(
        { weight: 24, arbitrary: fc.constant<string>(operation.method) },
        { weight: 1, arbitrary: fc.constantFrom(...OTHER_METHODS) },
      ),
      path: fc.constantFrom(...paths).chain((path) => filledPath(path, operation, world)),
      query: queryFor(operation),
      authorization: authorizationFor(operation, world),
      contentType: fc.oneof(
        { weight: 24, arbitrary: fc.constant<string>('application/json') },
        { weight: 1, arbitrary: fc.constantFrom(...CONTENT_TYPES) },
      ),
      origin: fc.constantFrom(undefined, undefined, 'https://own.example', 'null', 'https://['),
      body: bodyFor(operation, world),
    })
    .map(({ method, path, query, authorization, contentType, origin, body }) => ({
      operationId: operation.id,
      method,
      path: path + query,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === null ? {} : { 'content-type': contentType }),
        ...(origin === undefined ? {} : { origin }),
      },
      body,
    }));
}

const DELETING = [
  'deleteProgram',
  'regenerateApiToken',
  'updateManagementKey',
  'revokeManagementKey',
];

function filledPath(path: string, operation: Operation, world: World): fc.Arbitrary<string> {
  const isDeleting = DELETING.includes(operation.id);
  const isAboutKeys = operation.tag === 'Management keys';
  const segments = path.split('/').map((segment) => {
    if (!segment.startsWith(':')) return fc.constant(segment);
    const name = isAboutKeys ? 'keyId' : segment.slice(1);
    const { programId, managementKeyId } = world.disposable;
    const own = isDeleting
      ? [isAboutKeys ? managementKeyId : programId]
      : (world.own[name] ?? ['1']);
    return fc.oneof(
      { weight: 16, arbitrary: fc.constantFrom(...own) },
      { weight: 2, arbitrary: fc.constantFrom(...(world.foreign[name] ?? ['1'])) },
      { weight: 4, arbitrary: fc.constantFrom(...NASTY_SEGMENTS) },
    );
  });
  return fc.tuple(...segments).map((parts) => parts.join('/'));
}

function queryFor(operation: Operation): fc.Arbitrary<string> {
  if (!operation.query) {
    return fc.oneof(
      { weight: 10, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('?', '?a', '?__proto__=1', '?%', '?a[b]=c&a[b]=d') },
    );
  }
  const fields = valueFor(operation.query) as fc.Arbitrary<Record<string, unknown>>;
  const objects = nearlyValid(fields, fieldsOf(operation.query));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 8, arbitrary: objects.map(toQuery) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('?limit=1&limit=2', '?cursor=%', '?cursor=%00', '?limit[]=1'),
    },
  );
}

function toQuery(fields: Record<string, unknown>): string {
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((one) => `${encode(name)}=${encode(one)}`);
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function encode(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value instanceof JsonText ? value.text : toJson(value);
  // Half a surrogate pair cannot be percent-encoded; the bytes that it would have can.
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';
}

function authorizationFor(operation: Operation, world: World): fc.Arbitrary<string | undefined> {
  const { managementKeys, programKeys } = world;
  const right = operation.auth === 'management' ? managementKeys.own : programKeys.own;
  const other = operation.auth === 'management' ? managementKeys.foreign : programKeys.foreign;
  return fc.oneof(
    { weight: 20, arbitrary: fc.constant(`Bearer ${right}`) },
    { weight: 2, arbitrary: fc.constant(`Bearer ${other}`) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        `bearer ${right}`,
        'Bearer ',
        'Bearer  ',
        'Bearer',
        'Basic dXNlcjpwYXNz',
        `Bearer ${right}x`,
        `Bearer ${programKeys.own}`,
        `Bearer ${managementKeys.own}`,
        `Bearer ${'a'.repeat(4_000)}`,
        'Bearer \u00ff\u00fe',
        `Bearer ${right}, Bearer ${other}`,
      ),
    },
  );
}

function bodyFor(operation: Operation, world: World): fc.Arbitrary<Body | null> {
  const asBody = (value: unknown): Body => ({ text: toJson(value), encoding: 'utf8' });
  if (!operation.body) {
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: nastyBody() },
    );
  }
  const names = fieldsOf(operation.body);
  const valid = knownFields(operation, world);
  return fc.oneof(
    { weight: 16, arbitrary: nearlyValid(valid, names).map(asBody) },
    { weight: 3, arbitrary: nastyBody() },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Fields as the schema has them, with the codes, ids and keys that exist here where they fit. */
function knownFields(operation: Operation, world: World): fc.Arbitrary<Record<string, unknown>> {
  const fields = valueFor(operation.body as NonNullable<Operation['body']>) as fc.Arbitrary<
    Record<string, unknown>
  >;
  const pick = (values: readonly string[]) =>
    fc.option(fc.constantFrom(...values), { nil: undefined });
  const known: Record<string, fc.Arbitrary<unknown>> = {
    affiliate_url: pick(
      [...world.codes, ...world.codes, ...NASTY_SEGMENTS, ''].map(
        (code) => `https://own.example/?aff=${code}`,
      ),
    ),
    existing_click_id: pick(world.clickIds),
    click_id: pick(world.clickIds),
    customer_key: pick([...world.customerKeys, 'fresh']),
    transaction_id: fc.oneof(
      fc.constantFrom(...world.transactionIds),
      fc.stringMatching(/^fuzz-[a-z]{8}$/),
    ),
    amount_cents: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
    currency: fc.constantFrom('USD', 'eur', 'JPY', undefined),
    partner_id: fc.constantFrom(...[...(world.own.partnerId ?? []), '1'].map(Number)),
    group_id: fc.constantFrom(...(world.own.groupId ?? []).map(Number), undefined),
    additional_data: fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.record({ test_mode: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ test_mode: nastyValue(), program_id: nastyValue() }) },
    ),
  };
  const names = new Set(fieldsOf(operation.body));
  const picked = fc.record(
    Object.fromEntries(Object.entries(known).filter(([name]) => names.has(name))),
  );
  return fc
    .tuple(fields, picked, fc.boolean())
    .map(([made, real, isReal]) => (isReal ? { ...made, ...withoutAbsent(real) } : made));
}

function withoutAbsent(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function strayRequest(): fc.Arbitrary<FuzzRequest> {
  const paths = ['/', '/api', '/api/v1/track', '/api/v1/track/click/', '//', '/%', '/%00', '/*'];
  return fc.record({
    operationId: fc.constant(null),
    method: fc.constantFrom('DELETE', ...OTHER_METHODS),
    path: fc.oneof(
      fc.constantFrom(
        ...paths,
        '/API/V1/TRACK/CLICK',
        '/api/v1/track/sale',
        `/${'a/'.repeat(900)}`,
      ),
      fc.stringMatching(/^\/[a-z0-9/%.]{0,30}$/),
    ),
    headers: fc.constantFrom<Record<string, string>>({}, { 'content-type': 'application/json' }),
    body: fc.option(nastyBody(), { nil: null }),
  });
}
