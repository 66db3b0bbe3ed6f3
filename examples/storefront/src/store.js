// Owns the shop's accounts, subscriptions and invoices. They live in memory: this is an example,
// and a restart begins with an empty shop. Affitor keeps what was reported.
import { randomUUID } from 'node:crypto';

export const PLANS = [
  {
    id: 'starter',
    name: 'Starter',
    priceCents: 2_900,
    pitch: 'For one product and the people who build it.',
    features: ['One project', 'Funnels and retention', 'Email support'],
  },
  {
    id: 'team',
    name: 'Team',
    priceCents: 4_900,
    pitch: 'For teams that decide together.',
    features: ['Ten projects', 'Shared dashboards', 'Alerts in your chat'],
  },
  {
    id: 'business',
    name: 'Business',
    priceCents: 9_900,
    pitch: 'For companies with more than one product.',
    features: ['Any number of projects', 'Single sign-on', 'Raw data export'],
  },
];

const CURRENCY = 'USD';
const ACCOUNTS_MAX = 1_000;
const accounts = new Map();

export function findPlan(id) {
  return PLANS.find((plan) => plan.id === id);
}

export function findAccount(id) {
  return accounts.get(id);
}

export function findAccountByEmail(email) {
  return [...accounts.values()].find((account) => account.email === email);
}

/** Opens an account. Its id is what Affitor knows as the customer. */
export function createAccount({ name, email }) {
  const account = {
    id: `user_${shortId()}`,
    name,
    email,
    plan: null,
    subscriptionId: null,
    /** Numbers that were given out with a form and not paid yet. */
    issuedInvoiceIds: new Set(),
    /** Newest first. */
    invoices: [],
  };
  accounts.set(account.id, account);
  if (accounts.size > ACCOUNTS_MAX) accounts.delete(accounts.keys().next().value);
  return account;
}

/**
 * Issues the number of an invoice before it is paid: it travels with the form, so that a form that
 * is sent twice pays once. It is random because Affitor never takes the same number twice, not
 * even after a restart of this shop.
 */
export function issueInvoiceId(account) {
  const id = `AC-${shortId().toUpperCase()}`;
  account.issuedInvoiceIds.add(id);
  return id;
}

/**
 * Takes the payment of an issued invoice; this shop has no bank, so it always succeeds. Gives
 * undefined for a number that was not issued, or was paid before.
 */
export function payInvoice(account, { invoiceId, plan }) {
  if (!account.issuedInvoiceIds.delete(invoiceId)) return undefined;
  const isRenewal = account.plan?.id === plan.id;
  account.plan = plan;
  account.subscriptionId ??= `sub_${shortId()}`;
  const invoice = {
    id: invoiceId,
    date: new Date(),
    planName: plan.name,
    amountCents: plan.priceCents,
    currency: CURRENCY,
    isRenewal,
    isRefunded: false,
    /** What Affitor said of it. */
    saleReply: null,
  };
  account.invoices.unshift(invoice);
  return invoice;
}

export function findInvoice(account, id) {
  return account.invoices.find((invoice) => invoice.id === id);
}

function shortId() {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}
