// Owns what the access matrix needs: workspaces with one of everything that a path can name, and
// calls made from the operations table alone.
import { type Operation, operations } from '@affitor/contract';
import { unique, withFault } from './programs-fixture.js';
import type { Answer, TestApp } from './test-app.js';

/** An id that nothing has. */
export const MISSING_ID = '2000000000';
/** Beyond what an integer, a JavaScript number and a bigint hold. */
export const HUGE_IDS = ['2147483648', '9007199254740993', '99999999999999999999'];
export const JUNK_IDS = [
  ...['abc', '0', '-1', '1.0', '1e0', '%20', '0x1', '1%00', 'null', '%F0%9F%92%A9'],
];

/** Ids by the names that operations give them: parameters of paths, and fields such as group_id. */
export type Ids = Readonly<Record<string, string>>;

/** A program with one of everything, and the workspace that it belongs to. */
export interface World {
  readonly workspaceId: number;
  readonly key: string;
  readonly programKey: string;
  /** Of a sale of the program. */
  readonly transactionId: string;
  readonly ids: Ids;
  /** A second program of the workspace, with parts of its own. */
  readonly sibling: Ids;
}

/** Every path of every operation behind a management key. */
export const managementPaths: readonly (readonly [string, Operation, string])[] = operations
  .filter(({ auth }) => auth === 'management')
  .flatMap((operation) =>
    [operation.path, ...(operation.aliases ?? [])].map(
      (path) => [`${operation.method} ${path}`, operation, path] as const,
    ),
  );

/** The parameter of a path that names a program; null where the path is about none. */
export function programParamOf(path: string): string | null {
  return /\/affiliate-programs\/:(id)\b|:(programId)\b/.exec(path)?.slice(1).find(Boolean) ?? null;
}

/** The other parameters of a path, which name parts of the program or keys of the workspace. */
export function partParamsOf(path: string): string[] {
  const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
  return names.filter((name) => name !== programParamOf(path));
}

/** Fields of a schema that name a record of ours. A product is the brand's own word. */
export function idFieldsOf(schema: Operation['body']): string[] {
  const shape = (schema as { shape?: object } | undefined)?.shape ?? {};
  return Object.keys(shape).filter((name) => name.endsWith('_id') && name !== 'product_id');
}

/** A valid body: the example that the documents show, with ids that exist. */
export function bodyOf(operation: Operation, ids: Ids): Record<string, unknown> | undefined {
  const examples = operation.body?.meta()?.examples as Record<string, unknown>[] | undefined;
  const example = examples?.[0];
  if (example === undefined) return undefined;
  const body = { ...example };
  for (const field of idFieldsOf(operation.body)) {
    if (field in body) body[field] = Number(ids[paramOf(field)]);
  }
  if ('short_link' in body) body.short_link = unique('link');
  if ('link' in body) body.link = { short_link: unique('link') };
  return body;
}

/** `partner_id` in bodies and queries is `partnerId` in paths. */
export function paramOf(field: string): string {
  return field.replace('_id', 'Id');
}

/** Fills the parameters of a path; a name that the world has no id for fails the test. */
export function fillPath(path: string, ids: Ids): string {
  const programParam = programParamOf(path);
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const id = ids[name === programParam ? 'programId' : name];
    if (id === undefined) throw new Error(`the access matrix has no id for :${name} of ${path}`);
    return id;
  });
}

/** What of an answer a caller can tell apart. */
export function verdictOf({ status, code, body }: Answer) {
  return { status, code, body };
}

/** Makes a workspace in which every path of the management API leads somewhere. */
export async function createWorld(app: TestApp): Promise<World> {
  const { workspaceId, key } = await app.createWorkspace();
  const spare = await app.createKey(workspaceId);
  const full = await createFullProgram(app, key);
  const sibling = await createFullProgram(app, key);
  await app.runJob('commissions.release-holds');
  const people = await insertSparePeople(app, workspaceId);
  // Paths about keys call the key's id `id`.
  const ids = { ...full.ids, ...people, id: String(spare.id) };
  return { ...full, workspaceId, key, ids, sibling: sibling.ids };
}

/** An owner and a member who never sign in, and an open invitation. */
async function insertSparePeople(app: TestApp, workspaceId: number): Promise<Ids> {
  const insert = async (role: string) => {
    const { rows } = await app.db.pool.query<{ id: number }>(
      `with made as (
         insert into app_user (name, email, email_verified, created_at, updated_at)
         values ('Spare', $2, true, now(), now()) returning id
       )
       insert into member (workspace_id, user_id, role, created_at)
       select $1, id, $3, now() from made returning id`,
      [workspaceId, `${unique('spare').toLowerCase()}@acme.example`, role],
    );
    return String(rows[0]?.id);
  };
  await insert('owner');
  const memberId = await insert('member');
  const { rows } = await app.db.pool.query<{ id: number }>(
    `insert into invitation
       (workspace_id, email, role, token_hash, invited_by, expires_at, created_at)
     select $1, 'invited@acme.example', 'member', sha256($2::bytea), user_id,
       now() + interval '100 years', now()
     from member where id = $3 returning id`,
    [workspaceId, unique('token'), memberId],
  );
  return { memberId, invitationId: String(rows[0]?.id) };
}

async function createFullProgram(app: TestApp, key: string) {
  const program = await app.createProgramAs(key, { default_hold_period_days: 0 });
  const { id: programId, api_token: programKey } = program;
  const url = `/api/advertiser/affiliate-programs/${programId}`;
  const code = unique('code');
  const group = await app.manage(key, `POST ${url}/groups`, { name: 'Full' });
  const partner = await app.manage(key, `POST ${url}/partners`, {
    name: 'Full',
    email: `${code}@blog.example`,
    link: { short_link: code },
  });
  const customerKey = unique('customer');
  const clickId = await app.click(code);
  await app.lead({ click_id: clickId, customer_key: customerKey }, programKey);
  const transactionId = unique();
  const sell = (transaction_id: string) =>
    app.sale({ transaction_id, amount_cents: 5000, customer_key: customerKey }, programKey);
  const sale = await sell(transactionId);
  await withFault(app.db, { table: 'commission' }, () => sell(unique()));
  const failed = await app.manage(key, `GET ${url}/failed-commissions`);
  const customers = await app.manage(key, `GET ${url}/customers`);
  const eventId = await insertStripeEvent(app, programId);
  const ids: Ids = {
    programId: String(programId),
    groupId: String(group.data.id),
    partnerId: String(partner.data.id),
    linkId: String(partner.data.first_link.id),
    commissionId: String(sale.body.commission_id),
    saleId: String(failed.data[0].sale_id),
    customerId: String(customers.data[0].id),
    clickId,
    eventId,
  };
  return { ids, programKey: programKey as string, transactionId };
}

/** A connection to Stripe and an event that it delivered, which changed nothing. */
async function insertStripeEvent(app: TestApp, programId: number): Promise<string> {
  await app.db.pool.query(
    `insert into stripe_connection (program_id, stripe_account_id, webhook_endpoint_id,
       webhook_secret, livemode, charges_enabled, payouts_enabled, details_submitted,
       connected_by, connected_at)
     values ($1, 'acct_1', 'we_1', '\\x00', true, true, true, true, 'system', now())`,
    [programId],
  );
  const { rows } = await app.db.pool.query<{ id: string }>(
    `insert into stripe_event (program_id, stripe_event_id, type, livemode, outcome, reason,
       routing_reason, confidence_score, object_ids, content, request_id, happened_at, received_at)
     values ($1, $2, 'invoice.paid', true, 'ignored', 'amount_not_positive', 'endpoint_secret',
       0.8, '{}', '{"programId": null, "facts": {"kind": "ignored", "reason": "test"}}', 'test',
       now(), now())
     returning id`,
    [programId, unique('evt')],
  );
  return String(rows[0]?.id);
}
