// Owns some weeks of plausible visitors, signups, payments and refunds, lived through the real
// endpoints one day after the other on a clock that stands in the past.
import { addDays, addMs, type Clock } from '../platform/clock.js';
import { type Call, dataOf } from './client.js';
import type { DemoProgram } from './programs.js';
import type { Chance } from './random.js';
import type { MadeProgram } from './setup.js';

/** A clock that the history moves. */
export class HistoryClock implements Clock {
  #now: Date;

  constructor(start: Date) {
    this.#now = start;
  }

  now(): Date {
    return this.#now;
  }

  moveTo(moment: Date): void {
    this.#now = moment;
  }
}

const TRACK = '/api/v1/track';
const USER_AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ' +
    'Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 ' +
    '(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
];
const PAGES = ['/', '/pricing', '/blog/cohorts', '/compare', '/features'];
const REFERRERS = ['', 'https://www.google.com/', 'https://news.ycombinator.com/', 'https://t.co/'];

interface Subscriber {
  key: string;
  priceCents: number;
  startedOnDay: number;
}

export interface HistoryOptions {
  call: Call;
  clock: HistoryClock;
  chance: Chance;
  program: MadeProgram;
  demo: DemoProgram;
}

/** One program's weeks. Call `liveDay` for each day in turn. */
export class ProgramHistory {
  readonly #options: HistoryOptions;
  readonly #subscribers: Subscriber[] = [];
  readonly #origin: string;
  #customers = 0;
  #payments = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#origin = options.demo.settings.website_url;
  }

  /** Lives one day that starts at `midnight`; `day` counts from the start of the history. */
  async liveDay(day: number, midnight: Date): Promise<void> {
    const { chance, demo, clock } = this.#options;
    const isWeekend = [0, 6].includes(midnight.getUTCDay());
    const usual = isWeekend ? demo.visitorsPerDay / 2 : demo.visitorsPerDay;
    const visitors = Math.round(usual * (0.8 + chance.next() * 0.5));
    const dayMs = addDays(midnight, 1).getTime() - midnight.getTime();
    for (let visitor = 0; visitor < visitors; visitor += 1) {
      clock.moveTo(addMs(midnight, Math.floor((dayMs * (visitor + chance.next())) / visitors)));
      await this.#visit(day);
    }
    await this.#renew(day);
  }

  async #visit(day: number): Promise<void> {
    const { call, chance, demo, program } = this.#options;
    const code = this.#pickCode();
    const page = `${this.#origin}${chance.pick(PAGES)}?aff=${code}`;
    const click = await call('POST', `${TRACK}/click`, {
      body: { affiliate_url: page, page_url: page, referrer_url: chance.pick(REFERRERS) },
      userAgent: chance.pick(chance.next() < 0.97 ? USER_AGENTS.slice(0, 3) : USER_AGENTS),
    });
    const clickId = click.body.click_id;
    if (typeof clickId !== 'string' || chance.next() > 0.11) return;
    this.#customers += 1;
    const key = `${code}-user-${this.#customers}`;
    await dataOf(
      call('POST', `${TRACK}/lead`, {
        body: { click_id: clickId, customer_key: key, email: `${key}@customer.example` },
        key: program.api_key,
      }),
    );
    if (chance.next() > 0.42) return;
    const subscriber = { key, priceCents: chance.pick(demo.pricesCents), startedOnDay: day };
    this.#subscribers.push(subscriber);
    await this.#pay(subscriber, false);
  }

  #pickCode(): string {
    const { chance, demo } = this.#options;
    let ticket = chance.between(1, 100);
    const partner = demo.partners.find((candidate) => {
      ticket -= candidate.share;
      return ticket <= 0;
    });
    return chance.pick((partner ?? demo.partners[0] ?? { links: [] }).links).shortLink;
  }

  async #renew(day: number): Promise<void> {
    for (const subscriber of this.#subscribers) {
      const age = day - subscriber.startedOnDay;
      if (age > 0 && age % 30 === 0) await this.#pay(subscriber, true);
    }
  }

  async #pay(subscriber: Subscriber, isRecurring: boolean): Promise<void> {
    const { call, chance, demo, program } = this.#options;
    this.#payments += 1;
    const transactionId = `demo_${program.program_id}_inv_${this.#payments}`;
    const key = program.api_key;
    await dataOf(
      call('POST', `${TRACK}/sale`, {
        body: {
          transaction_id: transactionId,
          amount_cents: subscriber.priceCents,
          currency: demo.settings.currency ?? 'USD',
          customer_key: subscriber.key,
          sale_type: 'subscription',
          subscription_interval: 'monthly',
          is_recurring: isRecurring,
        },
        key,
      }),
    );
    const fate = chance.next();
    if (fate > 0.07) return;
    const refund =
      fate > 0.03 ? { refund_amount_cents: Math.floor(subscriber.priceCents / 2) } : {};
    await dataOf(
      call('POST', `${TRACK}/refund`, { body: { transaction_id: transactionId, ...refund }, key }),
    );
  }
}
