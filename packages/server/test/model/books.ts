// Owns the model of the money: what the books must say after a story, in the simplest terms. It
// knows the rules of the product, and nothing of how the product works them out.

export const PARTNERS = 3;
export const GROUPS = 2;

export interface Terms {
  type: 'cps_one_time' | 'cps_recurring' | 'cps_lifetime' | 'cpl' | 'cpc';
  /** Hundredths of a percent, or a fixed amount in US cents. */
  pay: { basisPoints: number } | { cents: number };
  months: number;
  holdDays: number;
  isAutomatic: boolean;
  product: string | null;
}

export interface Commission {
  id: number;
  partner: number;
  currency: string;
  cents: number;
  backCents: number;
  stage: 'pending' | 'approved' | 'rejected';
  refund: 'none' | 'partial' | 'full';
  isHeld: boolean;
  heldUntilMs: number;
  isAutomatic: boolean;
}

export interface Sale {
  transactionId: string;
  cents: number;
  refundedCents: number;
  commission: Commission | null;
}

export interface Customer {
  clickId: string;
  key: string | null;
  /** Null after clicks that earned nobody anything. */
  partner: number | null;
  firstSaleMs: number | null;
}

export type RefundReply =
  | { status: 'no_commission' | 'skipped' }
  | { status: 'refunded' | 'reversed'; deductionCents: number };

const DAY_MS = 86_400_000;
const MOMENT_MS = 1_000;

/** The same day so many months later, or the last day of a shorter month. */
function monthsLater(ms: number, months: number): number {
  const start = new Date(ms);
  const moved = new Date(ms);
  moved.setUTCMonth(start.getUTCMonth() + months);
  if (moved.getUTCDate() !== start.getUTCDate()) moved.setUTCDate(0);
  return moved.getTime();
}

/** Everything that the story has led to so far. */
export class Books {
  readonly partners = Array.from({ length: PARTNERS }, () => ({ group: 0, isActive: true }));
  readonly versions: { group: number; fromMs: number; terms: Terms }[] = [];
  readonly customers: Customer[] = [];
  readonly sales: Sale[] = [];
  readonly commissions: Commission[] = [];

  /** Whether a version may be added; `fromMs` is null for at once. */
  addVersion(group: number, terms: Terms, fromMs: number | null, nowMs: number): boolean {
    const same = this.versions.filter(
      (version) => version.group === group && version.terms.product === terms.product,
    );
    const latestMs = Math.max(-1, ...same.map((version) => version.fromMs));
    // Changes that are made at the same moment follow one another.
    const isSameMoment = latestMs >= nowMs && latestMs < nowMs + MOMENT_MS;
    const startMs = fromMs ?? (isSameMoment ? latestMs + 1 : nowMs);
    if (startMs <= latestMs) return false;
    this.versions.push({ group, terms, fromMs: startMs });
    return true;
  }

  /** A recorded click: before the first sale, the last clicked partner has the customer. */
  click(customer: Customer, partner: number): void {
    if (customer.firstSaleMs === null) customer.partner = partner;
  }

  /** What a signup earns its partner. */
  lead(customer: Customer, nowMs: number): Commission | null {
    const terms = this.#termsFor(customer, null, nowMs);
    if (terms?.type !== 'cpl' || !('cents' in terms.pay)) return null;
    return this.#commission(customer, terms, terms.pay.cents, 'USD', nowMs);
  }

  sell(
    customer: Customer,
    sale: { transactionId: string; cents: number; currency: string; product: string | null },
    nowMs: number,
  ): Sale {
    const terms = this.#termsFor(customer, sale.product, nowMs);
    const isFirst = customer.firstSaleMs === null;
    customer.firstSaleMs ??= nowMs;
    const { transactionId, cents } = sale;
    const recorded: Sale = { transactionId, cents, refundedCents: 0, commission: null };
    this.sales.push(recorded);
    if (!terms || !isPaid(terms, isFirst, customer.firstSaleMs, nowMs)) return recorded;
    recorded.commission =
      'cents' in terms.pay
        ? this.#commission(customer, terms, terms.pay.cents, 'USD', nowMs)
        : this.#commission(
            customer,
            terms,
            Math.round((cents * terms.pay.basisPoints) / 10_000),
            sale.currency,
            nowMs,
          );
    return recorded;
  }

  /** A refund by the total so far; null for all. */
  refund(sale: Sale, totalCents: number | null): RefundReply {
    const wanted = Math.min(totalCents ?? sale.cents, sale.cents);
    const { commission } = sale;
    const isNews = wanted > sale.refundedCents;
    if (isNews) sale.refundedCents = wanted;
    if (!commission) return { status: 'no_commission' };
    if (!isNews || commission.stage === 'rejected') return { status: 'skipped' };
    const backCents = Math.round((commission.cents * wanted) / sale.cents);
    const deductionCents = backCents - commission.backCents;
    commission.backCents = backCents;
    const isFull = wanted === sale.cents;
    commission.refund = isFull ? 'full' : 'partial';
    if (isFull) commission.isHeld = false;
    return { status: isFull ? 'reversed' : 'refunded', deductionCents };
  }

  /** The job of every minute. */
  releaseHolds(nowMs: number): void {
    for (const commission of this.commissions) {
      if (!commission.isHeld || commission.heldUntilMs > nowMs) continue;
      commission.isHeld = false;
      if (commission.isAutomatic) commission.stage = 'approved';
    }
  }

  approve(commission: Commission): boolean {
    const { stage, refund, isHeld } = commission;
    if (stage !== 'pending' || refund === 'full' || isHeld) return false;
    commission.stage = 'approved';
    return true;
  }

  reject(commission: Commission): boolean {
    if (commission.stage === 'rejected' || commission.refund === 'full') return false;
    commission.stage = 'rejected';
    commission.isHeld = false;
    return true;
  }

  /** What is owed, per partner, currency and stage; nothing is not mentioned. */
  balances(): Record<string, number> {
    const owed: Record<string, number> = {};
    for (const { partner, currency, stage, cents, backCents } of this.commissions) {
      if (stage === 'rejected') continue;
      const account = `${partner} ${currency} ${stage}`;
      owed[account] = (owed[account] ?? 0) + cents - backCents;
    }
    return Object.fromEntries(Object.entries(owed).filter(([, cents]) => cents !== 0));
  }

  #termsFor(customer: Customer, product: string | null, nowMs: number): Terms | null {
    const partner = customer.partner === null ? null : this.partners[customer.partner];
    if (!partner?.isActive) return null;
    const begun = this.versions
      .filter((version) => version.group === partner.group && version.fromMs <= nowMs)
      .sort((left, right) => right.fromMs - left.fromMs);
    const special = begun.find(({ terms }) => product !== null && terms.product === product);
    return (special ?? begun.find(({ terms }) => terms.product === null))?.terms ?? null;
  }

  #commission(
    customer: Customer,
    terms: Terms,
    cents: number,
    currency: string,
    nowMs: number,
  ): Commission {
    const commission: Commission = {
      id: 0,
      partner: customer.partner ?? -1,
      currency,
      cents,
      backCents: 0,
      stage: 'pending',
      refund: 'none',
      isHeld: true,
      heldUntilMs: nowMs + terms.holdDays * DAY_MS,
      isAutomatic: terms.isAutomatic,
    };
    this.commissions.push(commission);
    return commission;
  }
}

function isPaid(terms: Terms, isFirst: boolean, firstSaleMs: number, nowMs: number): boolean {
  switch (terms.type) {
    case 'cps_one_time':
      return isFirst;
    case 'cps_recurring':
      return nowMs < monthsLater(firstSaleMs, terms.months);
    case 'cps_lifetime':
      return true;
    case 'cpl':
    case 'cpc':
      return false;
  }
}

/** The status that the product shows. */
export function statusOf({ stage, refund }: Commission): string {
  if (stage === 'rejected') return 'rejected';
  if (refund === 'full') return 'reversed';
  return refund === 'partial' ? 'refunded' : stage;
}
