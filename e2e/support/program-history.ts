// Owns a program with some weeks of history for the dashboard's tests: small, and always the same.
import { PROGRAMS, type TestApp } from '../../packages/server/test/test-app.js';

export interface ProgramHistory {
  programId: number;
  key: string;
  partners: number[];
  groupId: number;
}

const DAYS = 34;
const DAY_MS = 86_400_000;

/** What people from outside type where they can: it must be shown and never run. */
export const MARKUP = '<img src=x onerror="window.harmed=1">Ana & <b>Co</b>';

const PARTNERS = [
  { code: 'ana', name: MARKUP },
  { code: 'bob', name: 'Bob’s Review Blog' },
  { code: 'growth', name: 'Growth Letters' },
  { code: 'studio-with-a-very-long-code', name: 'Studio of Exceptionally Long Names and Partners' },
];

const PAGES = ['/', '/pricing', '/blog/<img src=x onerror="window.harmed=1">', '/features'];
const REFERRERS = [
  'https://www.google.com/',
  'https://news.ycombinator.com/item?id=1',
  undefined,
  'https://bob.reviews.example/best-analytics',
  'https://youtube.com/watch',
];

/** Lives the weeks through the real endpoints; the clock then stands at the present. */
export async function liveHistory(app: TestApp): Promise<ProgramHistory> {
  const end = app.clock.now().getTime();
  app.clock.stopAt(new Date(end - (DAYS + 1) * DAY_MS));
  const program = await app.createProgram({
    name: 'Acme Analytics',
    time_zone: 'Europe/Berlin',
    default_hold_period_days: 10,
  });
  const path = `${PROGRAMS}/${program.id}`;
  const partners: number[] = [];
  for (const { code, name } of PARTNERS) {
    partners.push(
      await app.createPartner(program.id, code, { name, email: `${code}@mail.example` }),
    );
  }
  const created = await app.manage(app.managementKey, `POST ${path}/groups`, { name: 'Agencies' });
  const group = created.data as { id: number };
  const terms = { type: 'cps_recurring', percent: 25, duration_months: 12 };
  await app.manage(app.managementKey, `POST ${path}/groups/${group.id}/policies`, terms);
  await app.manage(app.managementKey, `PUT ${path}/partners/${partners[2]}`, {
    group_id: group.id,
  });
  await app.manage(app.managementKey, `POST ${path}/partners`, {
    name: 'Nora Newcomer',
    email: 'nora@mail.example',
    status: 'applied',
  });
  for (let day = 0; day <= DAYS; day += 1) {
    app.clock.stopAt(new Date(end - (DAYS - day) * DAY_MS));
    await liveDay(app, day, program.key);
    await app.runJob('commissions.release-holds');
  }
  await app.runJob('metrics.roll-up-visits');
  await app.manage(app.managementKey, `POST ${path}/groups/${group.id}/policies`, {
    ...terms,
    percent: 30,
    hold_days: 20,
  });
  return { programId: program.id, key: program.key, partners, groupId: group.id };
}

/** Where a visit came from and arrived; a path may hold markup as a name may. */
function placeOf(day: number, index: number): { page_url: string; referrer_url?: string } {
  const page_url = `https://acme.example${PAGES[(day + index) % PAGES.length]}`;
  const referrer_url = REFERRERS[(day * 3 + index) % REFERRERS.length];
  return referrer_url === undefined ? { page_url } : { page_url, referrer_url };
}

async function liveDay(app: TestApp, day: number, key: string): Promise<void> {
  for (const [index, { code }] of PARTNERS.entries()) {
    const visits = (day * 7 + index * 3) % 5;
    for (let visit = 0; visit < visits; visit += 1) {
      const clickId = await app.click(code, placeOf(day, index));
      if (visit > 0) continue;
      const customer = `user-${day}-${index}`;
      await app.lead({ click_id: clickId, customer_key: customer }, key);
      if ((day + index) % 2 === 0) continue;
      const order = `order-${day}-${index}`;
      const amount = 1900 + ((day * 37 + index * 911) % 17_000);
      await app.sale({ transaction_id: order, customer_key: customer, amount_cents: amount }, key);
      if ((day + index) % 9 === 0) await app.refund({ transaction_id: order }, key);
    }
  }
}

/** What a trace can tell most of. */
export interface Story {
  saleId: number;
  commissionId: number;
  /** A call that was refused. */
  refused: { code: string; requestId: string };
}

/** Lives a sale of two partners, of which a part is refunded, and a call that is refused. */
export async function liveStory(app: TestApp, key: string): Promise<Story> {
  const first = await app.click('growth', { page_url: 'https://acme.example/?x=<b>bold</b>' });
  app.clock.advanceMs(1_000);
  const last = await app.click('bob', { existing_click_id: first });
  app.clock.advanceMs(1_000);
  const sale = { transaction_id: 'order-traced', customer_key: 'traced', click_id: last };
  await app.sale({ ...sale, amount_cents: 10_001 }, key);
  app.clock.advanceMs(1_000);
  await app.refund({ transaction_id: 'order-traced', refund_amount_cents: 2_500 }, key);
  const lost = { transaction_id: 'order-lost', customer_key: 'stranger', amount_cents: 100 };
  const { code, headers } = await app.sale(lost, key);
  const { rows } = await app.db.pool.query<{ id: bigint; saleId: bigint }>(
    'select id, sale_id as "saleId" from commission order by id desc limit 1',
  );
  return {
    saleId: Number(rows[0]?.saleId),
    commissionId: Number(rows[0]?.id),
    refused: { code: code ?? '', requestId: String(headers['x-request-id']) },
  };
}
