// Owns what the panel says of a call: Affitor's answer in plain words, and never more than that.
import { money } from './pages/html.js';

const TITLES = { click: 'Click', lead: 'Signup', sale: 'Sale', refund: 'Refund' };

/**
 * Describes one entry of the journal.
 *
 * @returns {{ title: string, sentence: string, tone: 'good' | 'same' | 'bad' }}
 */
export function describe(entry) {
  const { kind, result } = entry;
  const title = TITLES[kind];
  if (result.ok && result.data === null) {
    return { title, sentence: 'Affitor answered without a body.', tone: 'same' };
  }
  if (result.ok) return { title, ...SUCCESS[kind](result.data, entry) };
  return { title, ...describeFailure(entry) };
}

const SUCCESS = {
  click(data) {
    if (!data.success) return same(`Nothing was recorded: ${data.message}.`);
    const days = data.cookie_window_days ? ` for ${data.cookie_window_days} days` : '';
    const link = data.partner_code ? ` through the link ${data.partner_code}` : '';
    return good(`Affitor recorded a visit${link}. A cookie keeps its id${days}.`);
  },
  lead(data) {
    if (data.provisional) return same(data.message);
    if (data.attributed === false) {
      return same('Affitor recorded the signup. No partner is credited for it.');
    }
    return good('Affitor recorded the signup and credited the partner who brought the visitor.');
  },
  sale(data) {
    if (data.commission_id === null) {
      return same(`Affitor recorded sale ${data.sale_id}. It pays no commission.`);
    }
    const { sale_id: saleId, commission_id: commissionId } = data;
    return good(`Affitor recorded sale ${saleId} and gave the partner commission ${commissionId}.`);
  },
  refund(data, { input }) {
    if (data.status === 'skipped') return same(`Nothing changed: ${data.reason}.`);
    if (data.status === 'no_commission') return same(`${data.message}.`);
    const amount = money(Math.round(data.deductionAmount * 100), input?.currency);
    return good(
      `Affitor recorded the refund and took ${amount} back from commission ${data.commission_id}.`,
    );
  },
};

function describeFailure({ kind, result }) {
  if (kind === 'sale' && result.status === 409) {
    return same('Affitor has this invoice already. Nothing changed, so the report is done.');
  }
  // The documented answer for customers who came by themselves.
  if (/^No partner-program relationship/.test(result.error)) {
    return same(`No partner brought this customer, so Affitor keeps no ${kind}: ${result.error}.`);
  }
  if (result.status === undefined) {
    return bad(`${result.error}. The page was served all the same.`);
  }
  if (result.status === 0) {
    return bad(`Affitor did not answer: ${result.error}. The shop goes on without it.`);
  }
  return bad(`Affitor refused with ${result.status}: ${result.error}`);
}

function good(sentence) {
  return { sentence, tone: 'good' };
}

function same(sentence) {
  return { sentence, tone: 'same' };
}

function bad(sentence) {
  return { sentence, tone: 'bad' };
}
