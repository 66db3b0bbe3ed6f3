// Owns the pages of customers: signup, welcome, checkout and account.
import { findPlan, PLANS } from '../store.js';
import { day, html, money } from './html.js';
import { page } from './layout.js';

export function signupPage(context, { planId, problem = null, filled = {} }) {
  return page(context, {
    title: 'Sign up',
    body: html`
      <h1>Create your account</h1>
      <p class="lead">There is no password here: this shop is an example.</p>
      <form class="form" method="post" action="/signup">
        ${problem && html`<p class="problem" role="alert">${problem}</p>`}
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          required
          maxlength="80"
          autocomplete="name"
          value="${filled.name}"
        />
        <label for="email">Email</label>
        <input
          id="email"
          name="email"
          type="email"
          required
          maxlength="200"
          autocomplete="email"
          value="${filled.email}"
        />
        <input type="hidden" name="plan" value="${planId}" />
        <button>Create account</button>
      </form>
    `,
  });
}

/** The page after a signup. In browser mode it is also the one that reports it. */
export function welcomePage(context, { planId, isLeadDue }) {
  const { account } = context;
  const plan = findPlan(planId);
  const reportSignup = html`
    <script
      src="/assets/signup.js"
      data-customer-key="${account.id}"
      data-email="${account.email}"
      defer
    ></script>
  `;
  return page(context, {
    title: 'Welcome',
    scripts: isLeadDue ? [reportSignup] : [],
    body: html`
      <h1>Welcome, ${account.name}</h1>
      <p class="lead">Your account is ready. Its id in this shop is <code>${account.id}</code>.</p>
      <p class="actions">
        ${
          plan
            ? html`<a class="button" href="/checkout?plan=${plan.id}">
                Continue with ${plan.name}
              </a>`
            : html`<a class="button" href="${context.toWww('/pricing')}">Choose a plan</a>`
        }
        <a class="button quiet-button" href="/account">Go to your account</a>
      </p>
    `,
  });
}

export function checkoutPage(context, { plan, invoiceId }) {
  return page(context, {
    title: 'Checkout',
    body: html`
      <h1>Checkout</h1>
      <form class="form" method="post" action="/checkout">
        <dl class="facts">
          <dt>Plan</dt><dd>${plan.name}, monthly</dd>
          <dt>Invoice</dt><dd><code>${invoiceId}</code></dd>
          <dt>To pay now</dt><dd><strong>${money(plan.priceCents)}</strong></dd>
        </dl>
        <p class="quiet">
          No card is asked for. The shop issues the number of the invoice before the payment, and
          reports the sale to Affitor under it.
        </p>
        <input type="hidden" name="plan" value="${plan.id}" />
        <input type="hidden" name="invoice" value="${invoiceId}" />
        <button>Pay ${money(plan.priceCents)}</button>
      </form>
      <p class="quiet">
        Another plan?
        ${PLANS.filter((other) => other !== plan).map(
          (other) => html`<a href="/checkout?plan=${other.id}">${other.name}</a> `,
        )}
      </p>
    `,
  });
}

export function accountPage(context, { renewalId }) {
  const { account } = context;
  return page(context, {
    title: 'Account',
    body: html`
      <h1>Your account</h1>
      <dl class="facts">
        <dt>Name</dt><dd>${account.name}</dd>
        <dt>Email</dt><dd>${account.email}</dd>
        <dt>Plan</dt><dd>${account.plan ? planLine(account.plan) : 'None yet'}</dd>
      </dl>
      <div class="actions">
        ${
          account.plan
            ? html`<form method="post" action="/renew">
                <input type="hidden" name="invoice" value="${renewalId}" />
                <button>Renew subscription</button>
              </form>`
            : html`<a class="button" href="${context.toWww('/pricing')}">Choose a plan</a>`
        }
        <form method="post" action="/log-out"><button class="quiet-button">Log out</button></form>
      </div>
      ${account.plan && html`<p class="quiet">Renewing acts as if the next month had begun.</p>`}
      <h2>Invoices</h2>
      ${
        account.invoices.length === 0
          ? html`<p class="quiet">Your invoices will be listed here.</p>`
          : html`<ul class="invoices">${account.invoices.map(invoiceItem)}</ul>`
      }
    `,
  });
}

function planLine(plan) {
  return `${plan.name}, ${money(plan.priceCents)} a month`;
}

function invoiceItem(invoice) {
  const label = `invoice ${invoice.id}`;
  const kind = invoice.isRenewal ? 'Renewal' : 'First payment';
  const { isRefunded } = invoice;
  return html`
    <li class="card invoice">
      <div>
        <p><strong>${invoice.planName}</strong> · ${kind}</p>
        <p class="quiet"><code>${invoice.id}</code> · ${day(invoice.date)}</p>
        <p class="quiet">${saleLine(invoice.saleReply)}</p>
      </div>
      <p class="amount">
        <strong>${money(invoice.amountCents, invoice.currency)}</strong>
        <span class="badge">${isRefunded ? 'Refunded' : 'Paid'}</span>
      </p>
      <div class="actions">
        <form method="post" action="/refund">
          <input type="hidden" name="invoice" value="${invoice.id}" />
          <button
            class="quiet-button"
            aria-label="Refund ${label}"
            ${isRefunded && html`disabled`}
          >
            Refund
          </button>
        </form>
        <form method="post" action="/report-again">
          <input type="hidden" name="invoice" value="${invoice.id}" />
          <button class="plain" aria-label="Report ${label} to Affitor again">Report again</button>
        </form>
      </div>
    </li>
  `;
}

/** What the shop knows of the sale in Affitor. */
function saleLine(reply) {
  if (reply === null) return 'Not reported to Affitor yet';
  if (reply.ok && reply.data) {
    const { sale_id: saleId, commission_id: commissionId } = reply.data;
    const commission = commissionId === null ? 'no commission' : `commission ${commissionId}`;
    return `Affitor: sale ${saleId}, ${commission}`;
  }
  if (reply.status === 409) return 'Affitor: recorded';
  return `Not in Affitor: ${reply.error}`;
}
