// Owns the shop: its routes, what each does for the customer, and when Affitor is told.
import path from 'node:path';
import { readClickId } from '@affitor/sdk/express';
import express from 'express';
import { landings, landingsOnOneHost, reportRefund, reportSale, reportSignup } from './affitor.js';
import { note, withJournal } from './journal.js';
import * as customerPages from './pages/account.js';
import { landingPage, pricingPage } from './pages/marketing.js';
import { messagePage } from './pages/message.js';
import { entryItem } from './pages/panel.js';
import { readRequest, sendToOwnHost } from './request-context.js';
import { allowOnlyOurs } from './security.js';
import { settings } from './settings.js';
import * as store from './store.js';
import { closeVisit } from './visits.js';

const PUBLIC_FOLDER = path.join(import.meta.dirname, '../public');
const BODY_SIZE_MAX = '16kb';
const AFFITOR_COOKIES = [
  'affitor_click_id',
  'customer_code',
  'affitor_aff_url',
  'affitor_click_ids',
];

/** Makes the shop; nothing listens yet. */
export function createShop() {
  const shop = express();
  shop.disable('x-powered-by');
  shop.use(allowOnlyOurs);
  shop.use('/assets', express.static(PUBLIC_FOLDER));
  shop.use((request, response, next) => {
    request.shop = readRequest(request, response);
    withJournal(request.shop.visit, next);
  });
  shop.use(sendToOwnHost);
  shop.use(recordLanding);
  shop.use(express.urlencoded({ limit: BODY_SIZE_MAX }));
  addVisitorRoutes(shop);
  addPurchaseRoutes(shop);
  addPanelRoutes(shop);
  shop.use((request, response) => {
    show(response.status(404), messagePage(request.shop, 'There is no such page'));
  });
  shop.use(showFailure);
  return shop;
}

/** Express knows an error handler by its four parameters. */
function showFailure(error, request, response, next) {
  if (response.headersSent || !request.shop) return next(error);
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  show(response.status(status), messagePage(request.shop, 'That did not work'));
}

/** Server mode: the click is recorded before the page is made. */
async function recordLanding(request, response, next) {
  const { mode, isOnSharedHosts } = request.shop;
  if (mode !== 'server') return next();
  const clickIdBefore = readClickId(request);
  await (isOnSharedHosts ? landings : landingsOnOneHost)(request, response, () => {
    const clickId = readClickId(request);
    if (clickId !== clickIdBefore) {
      // The middleware keeps Affitor's reply to itself; the id is what it gives to the shop.
      const result = { ok: true, data: { success: true, click_id: clickId } };
      note({ kind: 'click', call: 'affitorLandings', result, shown: { clickId } });
    }
    next();
  });
}

function addVisitorRoutes(shop) {
  shop.get('/', (request, response) => show(response, landingPage(request.shop)));
  shop.get('/pricing', (request, response) => show(response, pricingPage(request.shop)));

  shop.get('/signup', (request, response) => {
    if (request.shop.account) return response.redirect('/account');
    show(response, customerPages.signupPage(request.shop, { planId: request.query.plan }));
  });

  shop.post('/signup', async (request, response) => {
    const { name = '', email = '', plan: planId } = request.body ?? {};
    const filled = { name: String(name).trim(), email: String(email).trim().toLowerCase() };
    if (filled.name === '' || !/^\S+@\S+$/.test(filled.email)) {
      const problem = 'Please give a name and an email address.';
      const form = customerPages.signupPage(request.shop, { planId, problem, filled });
      return show(response.status(422), form);
    }
    const { visit, mode } = request.shop;
    const known = store.findAccountByEmail(filled.email);
    const account = known ?? store.createAccount(filled);
    visit.accountId = account.id;
    if (!known && mode === 'server') await reportSignup(account, request);
    if (!known && mode === 'browser') visit.isLeadDue = true;
    response.redirect(store.findPlan(planId) ? `/welcome?plan=${planId}` : '/welcome');
  });

  shop.get('/welcome', requireAccount, (request, response) => {
    const { visit } = request.shop;
    const { isLeadDue } = visit;
    // The signup is reported once, also when this page is opened again.
    visit.isLeadDue = false;
    const welcome = { planId: request.query.plan, isLeadDue };
    show(response, customerPages.welcomePage(request.shop, welcome));
  });

  shop.post('/log-out', (request, response) => {
    request.shop.visit.accountId = null;
    response.redirect(request.shop.toWww('/'));
  });
}

function addPurchaseRoutes(shop) {
  shop.get('/checkout', (request, response) => {
    const plan = store.findPlan(request.query.plan);
    const { account, toWww } = request.shop;
    if (!plan) return response.redirect(toWww('/pricing'));
    if (!account) return response.redirect(`/signup?plan=${plan.id}`);
    const invoiceId = store.issueInvoiceId(account);
    show(response, customerPages.checkoutPage(request.shop, { plan, invoiceId }));
  });

  shop.post('/checkout', requireAccount, async (request, response) => {
    const plan = store.findPlan(request.body?.plan);
    if (plan) await pay(request, plan);
    response.redirect('/account');
  });

  shop.get('/account', requireAccount, (request, response) => {
    const { account } = request.shop;
    const renewalId = account.plan && store.issueInvoiceId(account);
    show(response, customerPages.accountPage(request.shop, { renewalId }));
  });

  shop.post('/renew', requireAccount, async (request, response) => {
    const { plan } = request.shop.account;
    if (plan) await pay(request, plan);
    response.redirect('/account');
  });

  shop.post('/refund', requireAccount, async (request, response) => {
    const invoice = store.findInvoice(request.shop.account, request.body?.invoice);
    if (invoice && !invoice.isRefunded) {
      invoice.isRefunded = true;
      await reportRefund(invoice);
    }
    response.redirect('/account');
  });

  shop.post('/report-again', requireAccount, async (request, response) => {
    const { account } = request.shop;
    const invoice = store.findInvoice(account, request.body?.invoice);
    if (invoice) await report(account, invoice);
    if (invoice?.isRefunded) await reportRefund(invoice);
    response.redirect('/account');
  });
}

/** The customer's payment counts whatever Affitor says: it is told afterwards. */
async function pay(request, plan) {
  const { account } = request.shop;
  const invoice = store.payInvoice(account, { invoiceId: request.body?.invoice, plan });
  if (invoice) await report(account, invoice);
}

async function report(account, invoice) {
  const reply = await reportSale(account, invoice);
  // A 409 says less than the success that it repeats.
  if (!invoice.saleReply?.ok) invoice.saleReply = reply;
}

function addPanelRoutes(shop) {
  /** What the browser SDK sent and got, told by public/panel-watch.js. */
  shop.post('/journal', express.json({ limit: BODY_SIZE_MAX }), (request, response) => {
    const { kind, input, result } = request.body ?? {};
    const call = { click: 'affitor-tracker.js', lead: 'affitor.signup' }[kind];
    const isReply = typeof result?.ok === 'boolean' && typeof result.data !== 'string';
    if (!call || !isReply) return response.sendStatus(400);
    const entry = { by: 'browser', kind, call, input, result };
    note(entry);
    show(response, entryItem(entry));
  });

  shop.post('/start-over', (request, response) => {
    const { visit, cookieOptions, toWww } = request.shop;
    closeVisit(visit, response, cookieOptions);
    for (const name of AFFITOR_COOKIES) response.clearCookie(name, cookieOptions);
    response.redirect(toWww(`/?aff=${settings.partnerCode}`));
  });
}

function requireAccount(request, response, next) {
  if (request.shop.account) return next();
  response.redirect('/signup');
}

function show(response, markup) {
  response.set('Cache-Control', 'no-store').type('html').send(String(markup));
}
