// Owns the mixed traffic of the crash tests: every acknowledgement is written down before the next
// request, and whatever had no answer is sent again until it has one.
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Question, type ServiceAnswer } from '../service-process.js';

/** What the service said that it had recorded. */
export interface Acknowledged {
  clicks: string[];
  /** Customer keys. */
  leads: string[];
  /** Transaction ids, with the amount that was sold. */
  sales: Map<string, number>;
  /** Transaction ids, with the total that was refunded. */
  refunds: Map<string, number>;
  /** Answers that deny something acknowledged before, such as a sale whose lead is unknown. */
  denials: string[];
}

const WRITERS = 8;
const RETRY_INTERVAL_MS = 25;
const RETRY_MAX_MS = 60_000;

/** A service under traffic, from `startTraffic` to `stop`. */
export interface Traffic {
  readonly acknowledged: Acknowledged;
  /** Lets every writer finish what it is at, and resolves when all have. */
  stop(): Promise<void>;
}

export interface TrafficTarget {
  /** Read before every request: a restarted service may have another port. */
  port(): number;
  key: string;
  code: string;
  /** Makes the names of one run differ from those of another. */
  name: string;
}

/** Starts writers that send click, lead, sale and refund, one customer after the other. */
export function startTraffic(target: TrafficTarget): Traffic {
  const acknowledged: Acknowledged = {
    clicks: [],
    leads: [],
    sales: new Map(),
    refunds: new Map(),
    denials: [],
  };
  let isStopping = false;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let number = 0; !isStopping; number += 1) {
      try {
        await liveOnce(target, acknowledged, `${target.name}-${writer}-${number}`, number);
      } catch (error) {
        acknowledged.denials.push((error as Error).message);
      }
    }
  });
  return {
    acknowledged,
    async stop() {
      isStopping = true;
      await Promise.all(writers);
    },
  };
}

async function liveOnce(
  target: TrafficTarget,
  acknowledged: Acknowledged,
  customer: string,
  number: number,
): Promise<void> {
  const track = (endpoint: string, body: object, isKnown: (answer: ServiceAnswer) => boolean) =>
    untilAnswered(
      target,
      { method: 'POST', path: `/api/v1/track/${endpoint}`, key: target.key, body },
      (answer) => answer.status === 200 || isKnown(answer),
    );
  const never = () => false;

  const url = `https://crash.example/?aff=${target.code}`;
  const clicked = await track('click', { affiliate_url: url }, never);
  const clickId = clicked.body.click_id as string;
  acknowledged.clicks.push(clickId);

  const isLead = (answer: ServiceAnswer) => /Current status: lead$/.test(answer.body.error);
  await track('lead', { click_id: clickId, customer_key: customer }, isLead);
  acknowledged.leads.push(customer);

  const sale = { transaction_id: `sale-${customer}`, amount_cents: 1_000 + number };
  await track('sale', { ...sale, customer_key: customer }, (answer) => answer.status === 409);
  acknowledged.sales.set(sale.transaction_id, sale.amount_cents);
  if (number % 2 === 0) return;

  const refund = { transaction_id: sale.transaction_id, refund_amount_cents: 500 };
  await track('refund', refund, never);
  acknowledged.refunds.set(sale.transaction_id, 500);
}

/** Sends a request until there is an answer that settles it; no answer and a 5xx do not. */
async function untilAnswered(
  target: TrafficTarget,
  question: Question,
  settles: (answer: ServiceAnswer) => boolean,
): Promise<ServiceAnswer> {
  const deadline = Date.now() + RETRY_MAX_MS;
  for (;;) {
    const answer = await ask(target.port(), question).catch(() => null);
    if (answer && settles(answer)) return answer;
    if (answer && answer.status < 500) {
      throw new Error(`${question.path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    if (Date.now() > deadline) throw new Error(`${question.path} had no answer in time`);
    await pause(RETRY_INTERVAL_MS);
  }
}
