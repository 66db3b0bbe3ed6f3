// Owns what a database holds before the first measurement: a program, its links, known customers.
import { asAdmin, connect } from './database.mjs';
import {
  createPartner,
  createProgram,
  createWorkspace,
  systemClock,
  withTransaction,
} from './server-modules.mjs';

export const LINK_COUNT = 10;
/** Customers with a key, for sales. */
export const KEYED_CUSTOMER_COUNT = 20_000;
/** Visitors whose click id a lead may bring, each once. */
export const VISITOR_COUNT = 400_000;

const DAYS_STORED = 60;
const TOKEN_DIGITS = 39;

const CUSTOMER_KEY_DIGITS = 5;
/** Above every stored customer, so that all click ids of visitors have one length. */
const FIRST_VISITOR_ID = 10_000_000;

/** The key of a stored customer; all have one length. */
export function customerKeyOf(number) {
  return `customer-${String(number).padStart(CUSTOMER_KEY_DIGITS, '0')}`;
}

/** The code of a link. */
export const linkCodeOf = (database, number) => `${database}-link-${number}`;

/** The click id of a stored visitor, whose only click was at `clickedAtMs`. */
export function visitorClickId(number, clickedAtMs) {
  const customerId = FIRST_VISITOR_ID + number;
  return `cust_${customerId}_${clickedAtMs}${String(customerId).padStart(TOKEN_DIGITS, '0')}`;
}

/** Fills a migrated database; answers what the load needs to know of it. */
export async function seedDatabase({ name, url, adminUrl, storedClicks }) {
  const { program, links } = await createProgramWithLinks(name, url);
  const visitorsClickedAtMs = systemClock.now().getTime() - 60_000;
  await asAdmin(adminUrl, async (admin) => {
    // Rows come from one trusted statement, so their foreign keys need not be checked row by row.
    await admin.query('set session_replication_role = replica');
    await admin.query(`select ensure_click_partitions(
      (now() - interval '3 months')::date, (now() + interval '1 month')::date)`);
    const insert = (range) => insertVisitors(admin, program.id, links, range);
    await insert({ first: 1, count: storedClicks, spreadDays: DAYS_STORED });
    await insert({ first: storedClicks + 1, count: KEYED_CUSTOMER_COUNT, spreadDays: 1 });
    await insert({ first: FIRST_VISITOR_ID, count: VISITOR_COUNT, atMs: visitorsClickedAtMs });
    await admin.query(
      `update customer set status = 'lead',
         customer_key = 'customer-'
           || lpad((id - $1::bigint - 1)::text, ${CUSTOMER_KEY_DIGITS}, '0')
       where id > $1::bigint and id <= $1::bigint + $2::bigint`,
      [storedClicks, KEYED_CUSTOMER_COUNT],
    );
    await admin.query(`select setval('customer_id_seq', (select max(id) from customer))`);
    await admin.query('vacuum (analyze) customer, click');
    await admin.query('checkpoint');
  });
  return {
    url,
    programId: program.id,
    key: program.apiToken,
    links,
    visitorsClickedAtMs,
  };
}

async function createProgramWithLinks(name, url) {
  const db = connect(url, 1);
  try {
    return await withTransaction(db, async (tx) => {
      const now = systemClock.now();
      const workspaceId = await createWorkspace(tx, { name: 'Bench', now });
      const { program, apiToken } = await createProgram(tx, workspaceId, {
        body: { name: `Bench ${name}`, website_url: 'https://shop.example' },
        acting: { actor: 'bench', clock: systemClock },
      });
      const place = { workspaceId, programId: program.id };
      const links = [];
      for (let number = 0; number < LINK_COUNT; number += 1) {
        const request = {
          name: `Partner ${number}`,
          email: `partner${number}@bench.example`,
          status: 'active',
          link: { shortLink: linkCodeOf(name, number) },
        };
        const { partner, firstLink } = await createPartner(tx, place, request, now);
        const { partnerId, enrollmentId } = partner;
        links.push({ id: firstLink.id, code: firstLink.shortLink, partnerId, enrollmentId });
      }
      return { program: { id: program.id, apiToken }, links };
    });
  } finally {
    await db.close();
  }
}

/** Inserts one customer with one click for each number, over all links in turn. */
async function insertVisitors(admin, programId, links, { first, count, spreadDays, atMs }) {
  if (count === 0) return;
  const at =
    atMs === undefined
      ? `date_trunc('milliseconds', now() - random() * interval '${spreadDays} days')`
      : `to_timestamp(${atMs} / 1000.0)`;
  await admin.query(
    `with visitor as materialized (
       select number as id, ${at} as clicked_at, lpad(number::text, ${TOKEN_DIGITS}, '0') as token,
         link.id as link_id, link.partner_id, link.enrollment_id
       from generate_series($1::bigint, $1::bigint + $2::bigint - 1) number
       join lateral (
         select ($4::int[])[1 + number % $6] as id, ($5::int[])[1 + number % $6] as partner_id
       ) chosen on true
       join referral_link link on link.program_id = $3 and link.id = chosen.id
     ), known as (
       insert into customer (
         id, program_id, partner_id, enrollment_id, link_id, attributed_click_id, attributed_at,
         last_click_at, created_at
       )
       select id, $3, partner_id, enrollment_id, link_id,
         'cust_' || id || '_' || (extract(epoch from clicked_at) * 1000)::bigint || token,
         clicked_at, clicked_at, clicked_at
       from visitor
     )
     insert into click (customer_id, clicked_at, token, program_id, partner_id, link_id, context)
     select id, clicked_at, token, $3, partner_id, link_id, '${STORED_CONTEXT}'::jsonb
     from visitor`,
    [
      first,
      count,
      programId,
      links.map((link) => link.id),
      links.map((link) => link.partnerId),
      links.length,
    ],
  );
}

// As long as what the service keeps of an ordinary visit.
const STORED_CONTEXT = JSON.stringify({
  affiliate_url: 'https://shop.example/pricing?aff=bench-link-1&utm_source=newsletter',
  page_url: 'https://shop.example/pricing',
  page_title: 'Pricing',
  referrer_url: 'https://news.example/best-tools',
  language: 'en-US',
  user_agent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
  ip_network: '127.0.0.0/24',
  device_type: 'desktop',
});
