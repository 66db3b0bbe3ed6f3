// Owns the database that the dashboard is measured on: a program with a year of events.
import { asAdmin, connect } from '../database.mjs';
import {
  createManagementKey,
  createPartner,
  createProgram,
  createWorkspace,
  rebuildProgramCounters,
  rollUpVisits,
  systemClock,
  withTransaction,
} from '../server-modules.mjs';
import { CONSEQUENCES, INSERT_VISITORS, SETTLE } from './history-sql.mjs';

const PARTNER_COUNT = 200;
const VISITORS_PER_STATEMENT = 250_000;

/**
 * Fills a migrated, empty database: as many clicks as asked for, one customer with a key for 25 of
 * them, and a quarter of those with two payments each.
 *
 * @param {{ url: string, adminUrl: string, clicks: number, onProgress?: Function }} options
 * @returns {Promise<{ programId: number, key: string }>} the program, and a key that may read it
 */
export async function seedHistory({ url, adminUrl, clicks, onProgress = () => {} }) {
  const db = connect(url, 1);
  try {
    const owner = await createProgramWithPartners(db);
    const { programId, linkIds } = owner;
    await asAdmin(adminUrl, async (admin) => {
      // Rows come from a few trusted statements, so their keys need not be checked row by row.
      await admin.query('set session_replication_role = replica');
      await admin.query(`select ensure_click_partitions(
        (now() - interval '13 months')::date, (now() + interval '1 month')::date)`);
      for (let first = 1; first <= clicks; first += VISITORS_PER_STATEMENT) {
        const last = Math.min(clicks, first + VISITORS_PER_STATEMENT - 1);
        await admin.query(INSERT_VISITORS, [programId, first, last, CLICKS_PER_CUSTOMER, linkIds]);
        onProgress(`${last} clicks`);
      }
      for (const statement of CONSEQUENCES) await admin.query(statement, [programId]);
      for (const statement of SETTLE) await admin.query(statement);
    });
    onProgress('counting');
    // The service's own counting, so that what is measured is what an installation would hold.
    await rebuildProgramCounters(db, programId, systemClock.now());
    await rollUpVisits(db, programId, systemClock.now());
    await asAdmin(adminUrl, (admin) => admin.query('vacuum (analyze)'));
    return { programId, key: owner.key };
  } finally {
    await db.close();
  }
}

/** So that five million clicks are two hundred thousand customers. */
const CLICKS_PER_CUSTOMER = 25;

async function createProgramWithPartners(db) {
  const now = systemClock.now();
  const { workspaceId, programId, key } = await withTransaction(db, async (tx) => {
    const workspaceId = await createWorkspace(tx, { name: 'Bench', now });
    const { program } = await createProgram(tx, workspaceId, {
      body: { name: 'Bench', website_url: 'https://shop.example' },
      acting: { actor: 'bench', clock: systemClock },
    });
    const { key } = await createManagementKey(tx, { workspaceId, name: 'bench', now });
    return { workspaceId, programId: program.id, key };
  });
  const linkIds = [];
  for (let number = 1; number <= PARTNER_COUNT; number += 1) {
    const request = {
      name: `Partner ${number}`,
      email: `partner${number}@bench.example`,
      status: 'active',
      link: { shortLink: `bench-${number}` },
    };
    const place = { workspaceId, programId };
    const { firstLink } = await withTransaction(db, (tx) => createPartner(tx, place, request, now));
    linkIds.push(firstLink.id);
  }
  return { programId, key, linkIds };
}
