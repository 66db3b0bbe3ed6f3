// Owns how events add up to counters. Pure.

/** What one event adds to the counters of a link and a program's local day. */
export interface CounterDelta {
  programId: number;
  /** Null where the event has no partner or link (an unattributed lead). */
  partnerId: number | null;
  linkId: number | null;
  day: string;
  leads?: number;
  conversions?: number;
  sales?: number;
  clicks?: number;
  money?: {
    currency: string;
    revenueCents?: bigint;
    refundedCents?: bigint;
    commissionCents?: bigint;
    reversedCents?: bigint;
  };
}

export interface CountRow {
  programId: number;
  day: string;
  linkId: number;
  partnerId: number;
  clicks: number;
  leads: number;
  conversions: number;
  sales: number;
}

export interface MoneyRow {
  programId: number;
  day: string;
  linkId: number;
  partnerId: number;
  currency: string;
  revenueCents: bigint;
  refundedCents: bigint;
  commissionCents: bigint;
  reversedCents: bigint;
}

/**
 * Adds up the deltas of a batch to one row per counter, sorted by key: a busy link costs one
 * update per batch, and two processes that lock the same rows lock them in the same order.
 */
export function aggregate(deltas: readonly CounterDelta[]): {
  counts: CountRow[];
  money: MoneyRow[];
} {
  const counts = new Map<string, CountRow>();
  const money = new Map<string, MoneyRow>();
  for (const delta of deltas) {
    addCounts(counts, delta);
    if (delta.money) addMoney(money, delta, delta.money);
  }
  return { counts: sorted(counts), money: sorted(money) };
}

function addCounts(counts: Map<string, CountRow>, delta: CounterDelta): void {
  const { clicks = 0, leads = 0, conversions = 0, sales = 0 } = delta;
  if (clicks === 0 && leads === 0 && conversions === 0 && sales === 0) return;
  const key = keyOf(delta);
  const row = counts.get(key) ?? {
    ...identity(delta),
    clicks: 0,
    leads: 0,
    conversions: 0,
    sales: 0,
  };
  row.clicks += clicks;
  row.leads += leads;
  row.conversions += conversions;
  row.sales += sales;
  counts.set(key, row);
}

function addMoney(
  money: Map<string, MoneyRow>,
  delta: CounterDelta,
  amounts: NonNullable<CounterDelta['money']>,
): void {
  const key = `${keyOf(delta)}/${amounts.currency}`;
  const row = money.get(key) ?? {
    ...identity(delta),
    currency: amounts.currency,
    revenueCents: 0n,
    refundedCents: 0n,
    commissionCents: 0n,
    reversedCents: 0n,
  };
  row.revenueCents += amounts.revenueCents ?? 0n;
  row.refundedCents += amounts.refundedCents ?? 0n;
  row.commissionCents += amounts.commissionCents ?? 0n;
  row.reversedCents += amounts.reversedCents ?? 0n;
  money.set(key, row);
}

function identity(delta: CounterDelta) {
  return {
    programId: delta.programId,
    day: delta.day,
    linkId: delta.linkId ?? 0,
    partnerId: delta.partnerId ?? 0,
  };
}

function keyOf(delta: CounterDelta): string {
  const pad = (id: number | null) => String(id ?? 0).padStart(10, '0');
  return `${pad(delta.programId)}/${pad(delta.linkId)}/${delta.day}/${pad(delta.partnerId)}`;
}

function sorted<Row>(rows: Map<string, Row>): Row[] {
  return [...rows.keys()].sort().map((key) => rows.get(key) as Row);
}
