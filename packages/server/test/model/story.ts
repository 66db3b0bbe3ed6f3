// Owns telling a story to the real application and to the model, and comparing their answers.
import { expect } from 'vitest';
import { fromUnixMs } from '../../src/platform/clock.js';
import type { Answer, TestApp } from '../test-app.js';
import { Books, GROUPS, PARTNERS, type Sale, statusOf, type Terms } from './books.js';
import type { Step } from './steps.js';

const PROGRAMS = '/api/advertiser/affiliate-programs';
// Without it the call would be that of a bot, whose clicks earn nothing.
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const START_MS = Date.UTC(2026, 0, 31, 12);
const HOUR_MS = 3_600_000;
const START_TERMS: Terms = {
  type: 'cps_lifetime',
  pay: { basisPoints: 2_000 },
  months: 1,
  holdDays: 15,
  isAutomatic: false,
  product: null,
};

let stories = 0;

/** One program with its partners, and what the model says of it. */
export class Story {
  readonly #books = new Books();
  readonly #test: TestApp;
  readonly #name: string;
  #nowMs = START_MS;
  #programId = 0;
  #programKey = '';
  #partnerIds: number[] = [];
  #linkIds: number[] = [];
  #groupIds: number[] = [];

  constructor(test: TestApp) {
    stories += 1;
    this.#test = test;
    this.#name = `story${stories}`;
  }

  /** The program that the story is about. */
  get programId(): number {
    return this.#programId;
  }

  /** Tells the whole story. */
  async tell(steps: Step[]): Promise<void> {
    this.#test.clock.stopAt(fromUnixMs(this.#nowMs));
    await this.#setUp();
    for (const step of steps) await this.#take(step);
    await this.#compareBooks();
  }

  #manage(method: string, path: string, body?: object): Promise<Answer> {
    const key = this.#test.managementKey;
    return this.#test.call(method, `${PROGRAMS}/${this.#programId}${path}`, { key, body });
  }

  async #setUp(): Promise<void> {
    const program = await this.#test.createProgram({ name: this.#name });
    this.#programId = program.id;
    this.#programKey = program.key;
    const groups = (await this.#manage('GET', '/groups')).body.data;
    this.#groupIds = [groups[0].id];
    for (let group = 1; group < GROUPS; group += 1) {
      const made = await this.#manage('POST', '/groups', { name: `Group ${group}` });
      this.#groupIds.push(made.body.data.id);
    }
    for (let partner = 0; partner < PARTNERS; partner += 1) {
      const made = await this.#manage('POST', '/partners', {
        name: `Partner ${partner}`,
        email: `${this.#name}-${partner}@example.com`,
        link: { short_link: this.#codeOf(partner) },
      });
      this.#partnerIds.push(made.body.data.id);
      this.#linkIds.push(made.body.data.first_link.id);
    }
    this.#wait(1);
    await this.#changeTerms(0, START_TERMS, null);
  }

  #codeOf(partner: number): string {
    return `${this.#name}-${partner}`;
  }

  #wait(hours: number): void {
    this.#nowMs += hours * HOUR_MS;
    this.#test.clock.stopAt(fromUnixMs(this.#nowMs));
  }

  async #take(step: Step): Promise<void> {
    switch (step.do) {
      case 'visit':
        return this.#click(null, step.partner);
      case 'click again':
        return this.#click(step.customer, step.partner);
      case 'sign up':
        return this.#signUp(step.customer);
      case 'buy':
        return this.#buy(step);
      case 'send a sale again':
        return this.#sendAgain(step.sale, step.cents);
      case 'refund':
        return this.#refund(step.sale, step.percent);
      case 'change terms':
        return this.#changeTerms(step.group, step.terms, step.inDays);
      case 'move partner':
        return this.#movePartner(step.partner, step.group);
      case 'remove partner':
        return this.#removePartner(step.partner);
      case 'take partner back':
        return this.#takePartnerBack(step.partner);
      case 'wait':
        return this.#wait(step.hours);
      case 'release holds':
        this.#books.releaseHolds(this.#nowMs);
        return this.#test.runJob('commissions.release-holds');
      case 'approve':
      case 'reject':
        return this.#decide(step.do, step.commission);
    }
  }

  async #click(chosen: number | null, partner: number): Promise<void> {
    const customer = chosen === null ? null : pick(this.#books.customers, chosen);
    const answer = await this.#test.call('POST', '/api/v1/track/click', {
      headers: { 'user-agent': BROWSER },
      body: {
        affiliate_url: `https://story.example/?aff=${this.#codeOf(partner)}`,
        ...(customer ? { existing_click_id: customer.clickId } : {}),
      },
    });
    const isActive = this.#books.partners[partner]?.isActive;
    expect(answer.body).toMatchObject({ success: isActive });
    if (!isActive) return;
    const clicked = customer ?? { clickId: '', key: null, partner: null, firstSaleMs: null };
    clicked.clickId = answer.body.click_id;
    if (!customer) this.#books.customers.push(clicked);
    this.#books.click(clicked, partner);
  }

  async #signUp(chosen: number): Promise<void> {
    const customer = pick(this.#books.customers, chosen);
    if (!customer) return;
    const key = customer.key ?? `${this.#name}-customer-${this.#books.customers.indexOf(customer)}`;
    const body = { click_id: customer.clickId, customer_key: key };
    const answer = await this.#test.lead(body, this.#programKey);
    const canSignUp = customer.key === null && customer.firstSaleMs === null;
    expect(answer.status).toBe(canSignUp ? 200 : 400);
    if (!canSignUp) return;
    customer.key = key;
    const commission = this.#books.lead(customer, this.#nowMs);
    if (commission) commission.id = await this.#newestCommission();
  }

  async #newestCommission(): Promise<number> {
    return (await this.#manage('GET', '/commissions?limit=1')).body.data[0].id;
  }

  async #buy(step: Extract<Step, { do: 'buy' }>): Promise<void> {
    const customer = pick(this.#books.customers, step.customer);
    if (!customer) return;
    const { cents, currency, product } = step;
    const transactionId = `${this.#name}-sale-${this.#books.sales.length}`;
    const answer = await this.#test.sale(
      {
        transaction_id: transactionId,
        amount_cents: cents,
        currency,
        ...(customer.key ? { customer_key: customer.key } : { click_id: customer.clickId }),
        ...(product ? { product_id: product } : {}),
      },
      this.#programKey,
    );
    expect(answer.status).toBe(200);
    const sale = { transactionId, cents, currency, product };
    const { commission } = this.#books.sell(customer, sale, this.#nowMs);
    expect(answer.body.commission_id === null).toBe(commission === null);
    if (commission) commission.id = answer.body.commission_id;
  }

  async #sendAgain(chosen: number, cents: number): Promise<void> {
    const sale = pick(this.#books.sales, chosen);
    if (!sale) return;
    const body = { transaction_id: sale.transactionId, amount_cents: cents, customer_key: 'other' };
    const answer = await this.#test.sale(body, this.#programKey);
    expect(answer.status).toBe(409);
    const commissionId = sale.commission ? String(sale.commission.id) : undefined;
    expect(answer.headers['x-affitor-commission-id']).toBe(commissionId);
  }

  async #refund(chosen: number, percent: number | null): Promise<void> {
    const sale = pick(this.#books.sales, chosen);
    if (!sale) return;
    const totalCents =
      percent === null ? null : Math.max(1, Math.floor((sale.cents * percent) / 100));
    const answer = await this.#test.refund(
      { transaction_id: sale.transactionId, refund_amount_cents: totalCents },
      this.#programKey,
    );
    const reply = this.#books.refund(sale, totalCents);
    expect(answer.body.status).toBe(reply.status);
    if ('deductionCents' in reply) {
      const units = sale.commission?.currency === 'JPY' ? 1 : 100;
      expect(answer.body.deductionAmount).toBe(reply.deductionCents / units);
    }
  }

  async #changeTerms(group: number, terms: Terms, inDays: number | null): Promise<void> {
    const fromMs = inDays === null ? null : this.#nowMs + inDays * 24 * HOUR_MS;
    const answer = await this.#manage('POST', `/groups/${this.#groupIds[group]}/policies`, {
      type: terms.type,
      ...('cents' in terms.pay
        ? { amount_cents: terms.pay.cents, currency: 'USD' }
        : { percent: terms.pay.basisPoints / 100 }),
      ...(terms.type === 'cps_recurring' ? { duration_months: terms.months } : {}),
      hold_days: terms.holdDays,
      approval_mode: terms.isAutomatic ? 'auto' : 'manual',
      product_id: terms.product,
      ...(fromMs === null ? {} : { effective_from: fromUnixMs(fromMs).toISOString() }),
    });
    const isAdded = this.#books.addVersion(group, terms, fromMs, this.#nowMs);
    expect(answer.status).toBe(isAdded ? 201 : 409);
  }

  async #changePartner(partner: number, body: object): Promise<void> {
    const answer = await this.#manage('PUT', `/partners/${this.#partnerIds[partner]}`, body);
    expect(answer.status).toBe(200);
  }

  async #movePartner(partner: number, group: number): Promise<void> {
    await this.#changePartner(partner, { group_id: this.#groupIds[group] });
    Object.assign(this.#books.partners[partner] ?? {}, { group });
  }

  async #removePartner(partner: number): Promise<void> {
    await this.#changePartner(partner, { status: 'removed' });
    Object.assign(this.#books.partners[partner] ?? {}, { isActive: false });
  }

  async #takePartnerBack(partner: number): Promise<void> {
    await this.#changePartner(partner, { status: 'active' });
    await this.#manage('PUT', `/links/${this.#linkIds[partner]}`, { status: 'active' });
    Object.assign(this.#books.partners[partner] ?? {}, { isActive: true });
  }

  async #decide(decision: 'approve' | 'reject', chosen: number): Promise<void> {
    const commission = pick(this.#books.commissions, chosen);
    if (!commission) return;
    const body = decision === 'reject' ? { reason_code: 'fraud' } : undefined;
    const path = `/commissions/${commission.id}/${decision}`;
    const answer = await this.#manage('POST', path, body);
    expect(answer.status).toBe(this.#books[decision](commission) ? 200 : 409);
  }

  async #compareBooks(): Promise<void> {
    const listed = (await this.#manage('GET', '/commissions?limit=100')).body.data;
    const stored = new Map(listed.map((commission: { id: number }) => [commission.id, commission]));
    expect(stored.size).toBe(this.#books.commissions.length);
    for (const commission of this.#books.commissions) {
      expect(stored.get(commission.id)).toMatchObject({
        partner_id: this.#partnerIds[commission.partner],
        currency: commission.currency,
        amount_cents: commission.cents,
        reversed_cents: commission.backCents,
        status: statusOf(commission),
        is_on_hold: commission.isHeld,
      });
    }
    expect(await this.#readBalances()).toEqual(this.#books.balances());
    for (const sale of this.#books.sales) await this.#compareSale(sale);
  }

  async #readBalances(): Promise<Record<string, number>> {
    const { data } = (await this.#manage('GET', '/balances')).body;
    const balances: Record<string, number> = {};
    for (const row of data) {
      const account = `${this.#partnerIds.indexOf(row.partner_id)} ${row.currency}`;
      if (row.pending_cents !== 0) balances[`${account} pending`] = row.pending_cents;
      if (row.available_cents !== 0) balances[`${account} approved`] = row.available_cents;
    }
    return balances;
  }

  async #compareSale(sale: Sale): Promise<void> {
    const path = `/api/v1/track/sale/${sale.transactionId}`;
    const { body } = await this.#test.call('GET', path, { key: this.#programKey });
    expect(body).toMatchObject({
      sale: { amount_cents: sale.cents },
      refund: { refunded_cents: sale.refundedCents },
    });
    expect(body.commission?.id ?? null).toBe(sale.commission?.id ?? null);
  }
}

function pick<Item>(items: Item[], chosen: number): Item | undefined {
  return items[chosen % Math.max(1, items.length)];
}
