// Owns the requests of the load: every body unique, and all of one kind equally long.
import { customerKeyOf, KEYED_CUSTOMER_COUNT, VISITOR_COUNT, visitorClickId } from './seed.mjs';

const NUMBER_DIGITS = 12;
// Spreads consecutive sales over the customers, so that one batch rarely holds a customer twice.
const CUSTOMER_STRIDE = 7_919;

const PATHS = {
  click: '/api/v1/track/click',
  lead: '/api/v1/track/lead',
  sale: '/api/v1/track/sale',
};

/** The path of an endpoint, the same in the service and in the forms it is compared with. */
export const pathOf = (endpoint) => PATHS[endpoint];

const USER_AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/126.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1',
].map((text) => text.padEnd(110));

/**
 * The writer of the bodies of one measurement. `number` is unique in a run; what it writes has the
 * same length for every number.
 *
 * @param {{ endpoint: 'click' | 'lead' | 'sale', target: object, isHot?: boolean }} load
 * @returns {(number: number) => string}
 */
export function createBodyWriter({ endpoint, target, isHot = false }) {
  switch (endpoint) {
    case 'click': {
      const codes = target.links.map((link) => link.code).slice(0, isHot ? 1 : undefined);
      return (number) => clickBody(number, codes);
    }
    case 'lead':
      return (number) => leadBody(number, target.visitorsClickedAtMs);
    case 'sale':
      return saleBody;
    default:
      throw new Error('there is no such endpoint');
  }
}

function clickBody(number, codes) {
  const code = codes[number % codes.length];
  return JSON.stringify({
    affiliate_url: `https://shop.example/pricing?aff=${code}&utm_source=newsletter`,
    page_url: 'https://shop.example/pricing',
    page_title: 'Pricing',
    referrer_url: 'https://news.example/best-tools',
    language: 'en-US',
    session_id: `session-${digits(number)}`,
    user_agent: USER_AGENTS[number % USER_AGENTS.length],
  });
}

function leadBody(number, clickedAtMs) {
  return JSON.stringify({
    click_id: visitorClickId(number % VISITOR_COUNT, clickedAtMs),
    customer_key: `signup-${digits(number)}`,
    email: `person-${digits(number)}@example.com`,
  });
}

function saleBody(number) {
  return JSON.stringify({
    transaction_id: `payment-${digits(number)}`,
    customer_key: customerKeyOf((number * CUSTOMER_STRIDE) % KEYED_CUSTOMER_COUNT),
    amount_cents: 4_900,
    currency: 'USD',
    sale_type: 'subscription',
    subscription_id: 'subscription-1',
    product_id: 'team-plan',
  });
}

const digits = (number) => String(number).padStart(NUMBER_DIGITS, '0');
