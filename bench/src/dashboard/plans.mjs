// Owns what PostgreSQL did for a call: every plan, and how many rows of the raw tables it read.
import { asAdmin, connect, silentLog } from '../database.mjs';
import {
  buildApp,
  createMetrics,
  findExpectedMigration,
  loadConfig,
  systemClock,
} from '../server-modules.mjs';

/** Tables with a row for each event, which no page may walk through. */
const RAW_TABLES = [
  'click',
  'customer',
  'lead',
  'sale',
  'refund',
  'commission',
  'commission_event',
  'ledger_transaction',
  'ledger_posting',
  'attribution_decision',
];
const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
};

/**
 * Runs each call once on an application of this process whose connections tell their plans.
 *
 * @returns {Promise<Map<string, { status: number, plans: object[] }>>} by the name of the call
 */
export async function explainCalls({ url, adminUrl, key, calls }) {
  await changeRole(adminUrl, (name, value) => `set ${name} = '${value}'`);
  const db = connect(url);
  const heard = [];
  db.pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => {
      const start = message.indexOf('{');
      if (message.includes('plan:') && start > 0) heard.push(JSON.parse(message.slice(start)));
    });
  });
  const app = await openApp(db, url);
  try {
    const explained = new Map();
    for (const { name, path } of calls) {
      heard.length = 0;
      const headers = { authorization: `Bearer ${key}` };
      const { statusCode } = await app.http.inject({ method: 'GET', url: path, headers });
      explained.set(name, { status: statusCode, plans: [...heard] });
    }
    return explained;
  } finally {
    await app.close();
    await db.close();
    await changeRole(adminUrl, (name) => `reset ${name}`);
  }
}

async function changeRole(adminUrl, changeOf) {
  await asAdmin(adminUrl, async (admin) => {
    for (const [name, value] of Object.entries(SETTINGS)) {
      await admin.query(`alter role affitor ${changeOf(name, value)}`);
    }
  });
}

async function openApp(db, databaseUrl) {
  const metrics = createMetrics();
  const config = loadConfig({
    SECRET_KEY: 'a secret of the bench that guards nothing at all',
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'http://bench.invalid',
    RATE_LIMIT_MANAGEMENT_PER_MINUTE: '0',
  });
  const app = await buildApp({
    config,
    db,
    clock: systemClock,
    log: silentLog,
    metrics,
    readMetrics: () => metrics.registry.metrics(),
    expectedMigration: findExpectedMigration(),
  });
  await app.http.ready();
  return app;
}

/** The scans of the raw tables in some plans: which table, how, and how many rows were read. */
export function rawScansOf(plans) {
  return plans
    .flatMap(({ Plan: plan }) => nodesOf(plan))
    .flatMap((node) => {
      const table = rawTableOf(node['Relation Name']);
      if (table === null) return [];
      const loops = node['Actual Loops'] ?? 0;
      const seen = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
      const rows = Math.round(seen * loops);
      return [{ table, how: node['Node Type'], rows }];
    });
}

function nodesOf(plan) {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

// A month of clicks is a table of its own.
function rawTableOf(relation) {
  if (relation === undefined) return null;
  const table = relation.replace(/^click_(?:\d{4}_\d{2}|default)$/, 'click');
  return RAW_TABLES.includes(table) ? table : null;
}

/** A plan as indented lines, one for each node. */
export function renderPlan({ 'Query Text': text, Plan: plan }) {
  const query = text.replaceAll(/\s+/g, ' ').trim().slice(0, 160);
  return [`  ${query}`, ...renderNode(plan, 2)];
}

function renderNode(node, depth) {
  const on = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`;
  const using = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`;
  const removed = node['Rows Removed by Filter'] ?? 0;
  const rows = `rows ${node['Actual Rows']} × ${node['Actual Loops']}`;
  const what = `${node['Node Type']}${using}${on}`;
  const line = `${'  '.repeat(depth)}${what} (${rows}, removed ${removed})`;
  return [line, ...(node.Plans ?? []).flatMap((child) => renderNode(child, depth + 1))];
}
