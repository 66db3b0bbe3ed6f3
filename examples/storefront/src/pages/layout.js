// Owns the frame of every page: head, navigation, footer, and in browser mode the script tag.
import { settings } from '../settings.js';
import { html } from './html.js';
import { panel } from './panel.js';

/** A whole page. `context` is what the router knows of the request. */
export function page(context, { title, body, scripts = [] }) {
  const { account, toWww, toApp } = context;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Acme Analytics</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        ${context.mode === 'browser' && [affitorTag(), scripts]}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="${toWww('/')}">
            <img src="/assets/icon.svg" alt="" width="28" height="28" /> Acme Analytics
          </a>
          <nav class="links" aria-label="Main">
            <a href="${toWww('/pricing')}">Pricing</a>
            ${
              account
                ? html`<a href="${toApp('/account')}">Account</a>`
                : html`<a href="${toApp('/signup')}">Sign up</a>`
            }
          </nav>
        </header>
        <div class="columns">
          <main id="main" tabindex="-1">${body}</main>
          ${panel(context)}
        </div>
        <footer class="quiet">
          Acme Analytics is invented. It shows how a shop works with Affitor; nothing is sold here
          and no card is asked for.
        </footer>
      </body>
    </html>`;
}

/**
 * Browser mode: this one tag is the whole installation. It records the click, keeps the cookies
 * and makes `window.affitor`. The script before it only watches for the panel.
 */
function affitorTag() {
  return html`
    <script src="/assets/panel-watch.js"></script>
    <script
      src="${settings.affitorUrl}/js/affitor-tracker.js"
      data-affitor-program-id="${settings.programId}"
      defer
    ></script>
  `;
}
