// Owns the routes that only read: lists of the management API and the dashboard's reports.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute, managementStream } from '../accounts/index.js';
import { listPartnerBalances } from '../ledger/index.js';
import { decodeCursor, type PageCursor, pageOfRows } from '../platform/http/cursor.js';
import { AppError } from '../platform/http/errors.js';
import { listActions } from './actions.js';
import {
  toCommission,
  toCommissionSum,
  toCustomer,
  toEvent,
  toFailedCommission,
  toHistoryLine,
  toRefusal,
} from './answers.js';
import { streamCommissions } from './commissions-csv.js';
import { readOverview } from './overview.js';
import { registerPartnerReportRoutes } from './partner-report.js';
import { readPerformance } from './performance.js';
import { type EventRouteDeps, registerEventRoutes } from './routes-events.js';
import { registerTraceRoutes } from './routes-trace.js';
import { readPeriod } from './rules.js';
import { readTrackingStatus } from './status.js';
import {
  type CommissionFilter,
  findCommission,
  listCommissionHistory,
  listCommissions,
  listFailedCommissions,
  sumCommissions,
} from './store-commissions.js';
import { findCustomer, listCustomers, listRefusals } from './store-customers.js';
import { countEvents, listEvents } from './store-events.js';

/** Serves everything that reports and changes nothing. */
export function registerReportingRoutes(app: FastifyInstance, deps: EventRouteDeps): void {
  registerCommissionLists(app, deps);
  registerCustomerLists(app, deps);
  registerDashboard(app, deps);
  registerPartnerReportRoutes(app, deps);
  registerEventRoutes(app, deps);
  registerTraceRoutes(app, deps);
}

function registerCommissionLists(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listCommissions, async ({ tx, program, query }) => {
    const rows = await listCommissions(tx, program.id, {
      ...filterOf(query, program),
      ...pageOf(query),
    });
    return toPage(rows, query.limit, toCommission);
  });

  managementStream(app, deps, OPERATIONS.exportCommissions, {
    headers: { 'content-disposition': 'attachment; filename="commissions.csv"' },
    open: async ({ program, query }) =>
      streamCommissions(deps.db, program.id, filterOf(query, program)),
  });

  managementRoute(app, deps, OPERATIONS.summarizeCommissions, async (call) => {
    const { tx, program, query } = call;
    const sums = await sumCommissions(tx, program.id, filterOf(query, program));
    return sums.map(toCommissionSum);
  });

  managementRoute(app, deps, OPERATIONS.readCommission, async ({ tx, program, params }) => {
    const commissionId = BigInt(params.commissionId);
    const commission = await findCommission(tx, program.id, commissionId);
    if (!commission) throw new AppError('commission_not_found');
    const history = await listCommissionHistory(tx, program.id, commissionId);
    return { ...toCommission(commission), history: history.map(toHistoryLine) };
  });

  managementRoute(app, deps, OPERATIONS.listFailedCommissions, async ({ tx, program, query }) => {
    const rows = await listFailedCommissions(tx, program.id, pageOf(query));
    return toPage(rows, query.limit, toFailedCommission);
  });

  managementRoute(app, deps, OPERATIONS.listBalances, async ({ tx, program, query }) => {
    const balances = await listPartnerBalances(tx, program.id, query.partner_id ?? null);
    return balances.map((balance) => ({
      partner_id: balance.partnerId,
      currency: balance.currency,
      pending_cents: Number(balance.pendingCents),
      available_cents: Number(balance.payableCents),
      // Nothing is paid out through Affitor so far.
      paid_cents: 0,
    }));
  });
}

function registerCustomerLists(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listCustomers, async ({ tx, program, query }) => {
    const rows = await listCustomers(tx, program.id, {
      status: query.status,
      partnerId: query.partner_id,
      customerKey: query.customer_key,
      timeZone: program.timeZone,
      ...pageOf(query),
    });
    return toPage(rows, query.limit, toCustomer);
  });

  managementRoute(app, deps, OPERATIONS.readCustomer, async ({ tx, program, params }) => {
    const customer = await findCustomer(tx, program.id, BigInt(params.customerId));
    if (!customer) throw new AppError('customer_not_found');
    return toCustomer(customer);
  });

  managementRoute(app, deps, OPERATIONS.listRefusals, async ({ tx, program, query }) => {
    const { endpoint, code } = query;
    const rows = await listRefusals(tx, program.id, { endpoint, code, ...pageOf(query) });
    return toPage(rows, query.limit, toRefusal);
  });
}

function registerDashboard(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.readOverview, ({ tx, program, query, now }) =>
    readOverview(tx, program, query, now),
  );

  managementRoute(app, deps, OPERATIONS.listActions, ({ tx, program, now }) =>
    listActions(tx, program, now),
  );

  managementRoute(app, deps, OPERATIONS.readTrackingStatus, ({ tx, program, now }) =>
    readTrackingStatus(tx, program.id, now),
  );

  managementRoute(app, deps, OPERATIONS.listTrackingEvents, async ({ tx, program, query }) => {
    const { page, pageSize, eventType } = query;
    const period = readPeriod(query.dateFrom, query.dateTo);
    const filter = { eventType, period, timeZone: program.timeZone };
    const total = await countEvents(tx, program.id, filter);
    const rowsBefore = (page - 1) * pageSize;
    const events =
      rowsBefore < total
        ? await listEvents(tx, program.id, { ...filter, rowsBefore, rowsMax: pageSize })
        : [];
    const pageCount = Math.ceil(total / pageSize);
    return {
      data: events.map(toEvent),
      meta: { pagination: { page, pageSize, pageCount, total } },
    };
  });

  managementRoute(app, deps, OPERATIONS.readPerformance, ({ tx, program, query, now }) =>
    readPerformance(tx, program, query, now),
  );
}

function filterOf(
  query: Partial<z.output<typeof schemas.commissionsFilter>>,
  { timeZone }: { timeZone: string },
): CommissionFilter {
  return {
    status: query.status,
    partnerId: query.partner_id,
    period: readPeriod(query.from, query.to),
    timeZone,
    isDecidable: query.decidable === 'true',
  };
}

function pageOf(query: { cursor?: string | undefined; limit: number }) {
  // One row more tells whether there is another page.
  return { after: decodeCursor(query.cursor), rowsMax: query.limit + 1 };
}

function toPage<Row extends PageCursor, Answer>(
  rows: Row[],
  rowsMax: number,
  toAnswer: (row: Row) => Answer,
) {
  const page = pageOfRows(rows, rowsMax);
  return { data: page.rows.map(toAnswer), meta: { next_cursor: page.nextCursor } };
}
