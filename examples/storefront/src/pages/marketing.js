// Owns the pages that visitors see first: the landing page and the prices.
import { PLANS } from '../store.js';
import { html, money } from './html.js';
import { page } from './layout.js';

const REASONS = [
  ['Funnels', 'See at which step people leave, and what those who stayed did before.'],
  ['Retention', 'Compare the weeks in which people came, and find the change that kept them.'],
  ['Alerts', 'Hear of a drop when it begins, in the chat where your team already is.'],
];

export function landingPage(context) {
  return page(context, {
    title: 'Know what your users do',
    body: html`
      <section class="hero">
        <div>
          <h1>Know what your users do, and what they do next</h1>
          <p class="lead">
            Acme Analytics answers the questions of product teams: in plain charts, on your own
            terms.
          </p>
          <p class="actions">
            <a class="button" href="${context.toApp('/signup')}">Start now</a>
            <a class="button quiet-button" href="${context.toWww('/pricing')}">See the prices</a>
          </p>
        </div>
        <img class="picture" src="/assets/chart.svg" alt="" width="420" height="300" />
      </section>
      <section class="cards" aria-label="What it does">
        ${REASONS.map(
          ([name, text]) => html`<article class="card"><h2>${name}</h2><p>${text}</p></article>`,
        )}
      </section>
    `,
  });
}

export function pricingPage(context) {
  return page(context, {
    title: 'Pricing',
    body: html`
      <h1>One price a month, everything in it</h1>
      <p class="lead">Change or cancel whenever you like.</p>
      <section class="cards" aria-label="Plans">
        ${PLANS.map((plan) => planCard(plan, context))}
      </section>
    `,
  });
}

function planCard(plan, { toApp }) {
  return html`
    <article class="card plan">
      <h2>${plan.name}</h2>
      <p>${plan.pitch}</p>
      <p class="price"><strong>${money(plan.priceCents)}</strong> a month</p>
      <ul>
        ${plan.features.map((feature) => html`<li>${feature}</li>`)}
      </ul>
      <a class="button" href="${toApp(`/checkout?plan=${plan.id}`)}">Choose ${plan.name}</a>
    </article>
  `;
}
