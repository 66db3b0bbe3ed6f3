// Guards partners and links over HTTP: who is enrolled, what they may become, and whose code it is.
import { schemas } from '@affitor/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { PROGRAMS, startTestApp, statusesOf } from '../../test/test-app.js';
import { canChangeStatus, type EnrollmentStatus, shareUrl } from './rules.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

let workspaceId: number;
let key: string;
let program: string;
let programId: number;
let counter = 0;

beforeEach(async () => {
  ({ workspaceId, key } = await api.createWorkspace());
  programId = (await api.createProgramAs(key)).id;
  program = `${PROGRAMS}/${programId}`;
});

function code(): string {
  counter += 1;
  return `Code-${counter}`;
}

function enroll(body: object = {}, into = program) {
  counter += 1;
  const person = { name: 'Jo Kim', email: `jo${counter}@blog.example` };
  return api.manage(key, `POST ${into}/partners`, { ...person, ...body });
}

test('a partner is enrolled in the Default group with a first link ready to share', async () => {
  const shortLink = code();
  const answer = await enroll({ link: { short_link: shortLink } });
  expect(answer.status).toBe(201);
  schemas.createdPartner.parse(answer.data);
  expect(answer.data).toMatchObject({
    status: 'active',
    joined_at: api.clock.now().toISOString(),
    total_clicks: 0,
    first_link: {
      short_link: shortLink,
      status: 'active',
      destination_url: 'https://acme.example',
      url: `https://acme.example/?aff=${shortLink}`,
      revenue: [],
    },
  });
  const { first_link: link, ...partner } = answer.data;
  expect((await api.manage(key, `GET ${program}/partners/${partner.id}`)).data).toEqual(partner);
  expect((await api.manage(key, `GET ${program}/links/${link.id}`)).data).toEqual(link);
});

test('tags are kept once each, replaced as a whole, and narrow every list and sum', async () => {
  const tagged = await enroll({ tags: [' podcast ', 'podcast', 'Größe'] });
  expect(tagged.data.tags).toEqual(['podcast', 'Größe']);
  const other = await enroll({ tags: ['podcast'] });
  const plain = await enroll();
  expect(plain.data.tags).toEqual([]);
  const url = `${program}/partners/${tagged.data.id}`;
  expect((await api.manage(key, `PUT ${url}`, { name: 'Jo' })).data.tags).toEqual([
    'podcast',
    'Größe',
  ]);
  const idsOf = async (list: string, tag: string) => {
    const found = await api.manage(key, `GET ${program}/${list}?tag=${encodeURIComponent(tag)}`);
    return found.data.map((one: { id: number }) => one.id);
  };
  for (const list of ['partners', 'partner-report']) {
    expect(await idsOf(list, 'podcast')).toEqual([other.data.id, tagged.data.id]);
    expect(await idsOf(list, 'Größe')).toEqual([tagged.data.id]);
    expect(await idsOf(list, 'pod')).toEqual([]);
  }
  const { statuses } = (await api.manage(key, `GET ${program}/partner-summary?tag=podcast`)).data;
  const counted = statuses.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(counted).toBe(2);
  expect((await api.manage(key, `PUT ${url}`, { tags: [] })).data.tags).toEqual([]);
  const many = Array.from({ length: 21 }, (_, index) => `tag-${index}`);
  for (const tags of [many, ['x'.repeat(41)], [''], ['a\u0000b'], 'podcast', [1]]) {
    expect([tags, (await api.manage(key, `PUT ${url}`, { tags })).status]).toEqual([tags, 400]);
  }
});

test('a person is one partner of the workspace and enrolled once in each program', async () => {
  const email = 'Same@Blog.example';
  const first = await enroll({ email });
  const again = await enroll({ email: email.toLowerCase(), name: 'Somebody' });
  expect([again.status, again.code]).toEqual([409, 'partner_already_enrolled']);
  const other = `${PROGRAMS}/${(await api.createProgramAs(key, { name: 'Other' })).id}`;
  const there = await enroll({ email, name: 'Somebody' }, other);
  expect([there.data.id, there.data.name]).toEqual([first.data.id, 'Jo Kim']);
});

test('one person enrolled many times at once is enrolled once', async () => {
  const email = 'race@blog.example';
  const answers = await Promise.all(Array.from({ length: 6 }, () => enroll({ email })));
  expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409]);
});

test('a refused enrollment leaves nothing behind', async () => {
  const taken = code();
  await enroll({ link: { short_link: taken } });
  const refused = [
    [await enroll({ link: { short_link: taken } }), 'short_link_taken'],
    [await enroll({ status: 'applied', link: {} }), 'enrollment_not_active'],
    [await enroll({ group_id: 2_000_000_000 }), 'group_not_found'],
  ] as const;
  for (const [answer, expected] of refused) expect(answer.code).toBe(expected);
  expect((await api.manage(key, `GET ${program}/partners`)).data).toHaveLength(1);
  const { rows } = await sql<{ count: bigint }>`
    select count(*) from partner where workspace_id = ${workspaceId}
  `.execute(api.db.kysely);
  expect(rows).toEqual([{ count: 1n }]);
});

test('an enrollment takes the documented steps and no others', async () => {
  const starts: EnrollmentStatus[] = ['applied', 'invited', 'active'];
  const paths: Record<string, EnrollmentStatus[][]> = {
    applied: [[], ['rejected']],
    invited: [[], ['rejected']],
    active: [[], ['removed']],
  };
  for (const start of starts) {
    for (const path of paths[start] ?? []) {
      for (const to of ['active', 'rejected', 'removed'] as const) {
        const partner = (await enroll({ status: start })).data;
        const url = `PUT ${program}/partners/${partner.id}`;
        for (const status of path) await api.manage(key, url, { status });
        const from = path.at(-1) ?? start;
        const answer = await api.manage(key, url, { status: to });
        if (canChangeStatus({ from, to })) expect(answer.data.status).toBe(to);
        else {
          expect(answer.body.error).toBe(`Enrollment status cannot change from ${from} to ${to}`);
        }
      }
    }
  }
});

test('removing a partner stops its links for good, and taking it back starts none', async () => {
  const { data } = await enroll({ link: {} });
  const partner = `${program}/partners/${data.id}`;
  const link = `${program}/links/${data.first_link.id}`;
  await api.manage(key, `PUT ${partner}`, { status: 'removed' });
  expect((await api.manage(key, `GET ${link}`)).data.status).toBe('inactive');
  expect((await api.manage(key, `PUT ${link}`, { status: 'active' })).code).toBe(
    'enrollment_not_active',
  );
  expect((await api.manage(key, `POST ${program}/links`, { partner_id: data.id })).code).toBe(
    'enrollment_not_active',
  );
  const back = await api.manage(key, `PUT ${partner}`, { status: 'active' });
  expect(back.data.joined_at).toBe(data.joined_at);
  expect((await api.manage(key, `GET ${link}`)).data.status).toBe('inactive');
  expect((await api.manage(key, `PUT ${link}`, { status: 'active' })).data.status).toBe('active');
});

test('a partner removed while links are made for it keeps no active link', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { data } = await enroll({ link: {} });
    await Promise.all([
      api.manage(key, `POST ${program}/links`, { partner_id: data.id }),
      api.manage(key, `PUT ${program}/partners/${data.id}`, { status: 'removed' }),
      api.manage(key, `PUT ${program}/links/${data.first_link.id}`, { status: 'active' }),
      api.manage(key, `POST ${program}/links`, { partner_id: data.id }),
    ]);
    const links = await api.manage(key, `GET ${program}/links?partner_id=${data.id}&status=active`);
    expect(links.data).toEqual([]);
  }
});

test('a code names one link in the installation, and does not tell whose', async () => {
  const shortLink = code();
  const theirs = await api.createWorkspace();
  const foreign = `${PROGRAMS}/${(await api.createProgramAs(theirs.key)).id}`;
  await api.manage(theirs.key, `POST ${foreign}/partners`, {
    name: 'Theirs',
    email: 't@blog.example',
    link: { short_link: shortLink },
  });
  const { data: partner } = await enroll();
  const post = () =>
    api.manage(key, `POST ${program}/links`, { partner_id: partner.id, short_link });
  const short_link = shortLink;
  const taken = await post();
  expect([taken.status, taken.body]).toEqual([409, { error: 'short_link is already in use' }]);
  const cased = await api.manage(key, `POST ${program}/links`, {
    partner_id: partner.id,
    short_link: shortLink.toLowerCase(),
  });
  expect(cased.status).toBe(201);
});

test('one code wanted many times at once is given once; made codes never meet', async () => {
  const { data: partner } = await enroll();
  const short_link = code();
  const post = (body: object) =>
    api.manage(key, `POST ${program}/links`, { partner_id: partner.id, ...body });
  const wanted = await Promise.all(Array.from({ length: 6 }, () => post({ short_link })));
  expect(statusesOf(wanted)).toEqual([201, 409, 409, 409, 409, 409]);
  const made = await Promise.all(Array.from({ length: 6 }, () => post({})));
  const codes = made.map((answer) => answer.data.short_link as string);
  expect(new Set(codes).size).toBe(6);
  for (const madeCode of codes) expect(madeCode).toMatch(/^[a-z0-9]{8}$/);
});

test.each(['', 'a b', 'a/b', 'ä', 'a\u0000', 'x'.repeat(101), 'afftest1', '%00', '\ud800'])(
  'the code %j is refused',
  async (short_link) => {
    const { data: partner } = await enroll();
    const body = { partner_id: partner.id, short_link };
    const answer = await api.manage(key, `POST ${program}/links`, body);
    expect([answer.status, answer.code]).toEqual([400, 'validation_failed']);
  },
);

test.each([
  { workspace_id: 1 },
  { program_id: 1 },
  { clicks: 9 },
  { destination_url: 'javascript:alert(1)' },
  { destination_url: 'https://x.example/\u0000' },
  { name: 'a\u0000' },
  { status: 'inactive' },
])('a link with %j is refused', async (extra) => {
  const { data: partner } = await enroll();
  const answer = await api.manage(key, `POST ${program}/links`, {
    partner_id: partner.id,
    ...extra,
  });
  expect([answer.status, answer.code]).toEqual([400, 'validation_failed']);
});

test('lists page through everything once, newest first, and filter', async () => {
  const ids: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    const status = index % 3 === 0 ? 'applied' : 'active';
    ids.unshift((await enroll({ status })).data.id);
  }
  const seen: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await api.manage(key, `GET ${program}/partners?limit=3${query}`);
    schemas.partner.array().parse(page.data);
    seen.push(...page.data.map((partner: { id: number }) => partner.id));
    cursor = page.body.meta?.next_cursor ?? null;
  }
  expect(seen).toEqual(ids);
  const applied = await api.manage(key, `GET ${program}/partners?status=applied`);
  expect(applied.data).toHaveLength(3);
  for (const query of ['limit=0', 'limit=101', 'cursor=x', 'status=nope', 'group_id=x']) {
    const answer = await api.manage(key, `GET ${program}/partners?${query}`);
    expect([answer.status, answer.code], query).toEqual([400, 'validation_failed']);
  }
});

test('links show their counters and what their sales brought, less refunds', async () => {
  const { data } = await enroll({ link: {} });
  const linkId = data.first_link.id;
  await sql`
    insert into link_counter (link_id, program_id, clicks, leads, conversions, last_clicked_at)
    values (${linkId}, ${programId}, 7, 3, 2, ${api.clock.now()})
  `.execute(api.db.kysely);
  await sql`
    insert into daily_money_stat (
      program_id, day, link_id, partner_id, currency, revenue_cents, refunded_cents
    ) values
      (${programId}, '2026-03-01', ${linkId}, ${data.id}, 'USD', 5000, 1000),
      (${programId}, '2026-03-02', ${linkId}, ${data.id}, 'USD', 100, 0),
      (${programId}, '2026-03-02', ${linkId}, ${data.id}, 'EUR', 900, 0)
  `.execute(api.db.kysely);
  const expected = {
    clicks: 7,
    leads: 3,
    conversions: 2,
    last_clicked: api.clock.now().toISOString(),
    revenue: [
      { amount_cents: 900, currency: 'EUR' },
      { amount_cents: 4100, currency: 'USD' },
    ],
  };
  expect((await api.manage(key, `GET ${program}/links/${linkId}`)).data).toMatchObject(expected);
  const list = await api.manage(key, `GET ${program}/links`);
  expect(schemas.link.array().parse(list.data)).toMatchObject([expected]);
  const partner = await api.manage(key, `GET ${program}/partners/${data.id}`);
  expect(partner.data).toMatchObject({ total_clicks: 7, total_leads: 3, total_conversions: 2 });
});

test('an email names one person, and a limited key cannot rename a shared one', async () => {
  const first = (await enroll({ email: 'first@blog.example' })).data;
  const second = (await enroll()).data;
  const taken = await api.manage(key, `PUT ${program}/partners/${second.id}`, {
    email: 'FIRST@blog.example',
  });
  expect([taken.status, taken.code]).toEqual([409, 'partner_email_taken']);
  const other = `${PROGRAMS}/${(await api.createProgramAs(key, { name: 'Other' })).id}`;
  await enroll({ email: 'first@blog.example' }, other);
  const limited = await api.createKey(workspaceId, { programScope: [programId] });
  const rename = (partnerId: number) =>
    api.manage(limited.key, `PUT ${program}/partners/${partnerId}`, { name: 'Renamed' });
  expect((await rename(first.id)).code).toBe('program_out_of_scope');
  expect((await rename(second.id)).data.name).toBe('Renamed');
});

test('the audit log tells what happened to partners and links, without who they are', async () => {
  const { data } = await enroll({ name: 'Secret Name', email: 'secret@blog.example', link: {} });
  await api.manage(key, `PUT ${program}/partners/${data.id}`, { name: 'Secret Two' });
  await api.manage(key, `PUT ${program}/partners/${data.id}`, { status: 'removed' });
  await api.manage(key, `PUT ${program}/links/${data.first_link.id}`, { name: 'x' });
  const { rows } = await sql<{ action: string; row: string }>`
    select action, row_to_json(audit_log)::text as row from audit_log
    where workspace_id = ${workspaceId} and action !~ '^program' order by id
  `.execute(api.db.kysely);
  expect(rows.map((row) => row.action)).toEqual([
    'partner.enrolled',
    'partner.updated',
    'partner.updated',
    'link.updated',
  ]);
  for (const { row } of rows) expect(row.toLowerCase()).not.toMatch(/secret/);
});

test('a shared URL keeps what the destination had and carries exactly one code', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/),
      (destination, shortLink) => {
        const url = new URL(shareUrl({ destination, shortLink }));
        const before = new URL(destination);
        expect(url.searchParams.getAll('aff')).toEqual([shortLink]);
        expect([url.origin, url.pathname, url.hash]).toEqual([
          before.origin,
          before.pathname,
          before.hash,
        ]);
      },
    ),
  );
});
