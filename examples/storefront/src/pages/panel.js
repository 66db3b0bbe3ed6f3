// Owns the panel "What just happened". A shop of yours needs nothing of this.
import { describe } from '../plain-words.js';
import { settings } from '../settings.js';
import { html } from './html.js';

const MODES = {
  browser: {
    label: 'Browser mode',
    meaning:
      'The script tag on the page records the click, and the page itself reports the signup. ' +
      'The shop’s server reports sales and refunds.',
  },
  server: {
    label: 'Server mode',
    meaning:
      'The shop’s server records the click, sets the cookie and reports the signup, the sales ' +
      'and the refunds. The pages hold no script of Affitor.',
  },
};

const TONES = { good: 'Done', same: 'Noted', bad: 'Failed' };

/** The panel beside every page. */
export function panel({ mode, toMode, toWww, visit, clickId }) {
  return html`
    <aside class="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">What just happened</h2>
      <nav class="modes" aria-label="Who talks to Affitor">
        ${Object.entries(MODES).map(
          ([name, { label }]) =>
            html`<a href="${toMode(name)}" ${ariaCurrent(name === mode)}>${label}</a>`,
        )}
      </nav>
      <p class="quiet">${MODES[mode].meaning}</p>
      <ol id="journal" class="journal" aria-live="polite">${visit.journal.map(entryItem)}</ol>
      <p class="quiet journal-empty">
        Nothing to show of this visit yet.
        <a href="${toWww(`/?aff=${settings.partnerCode}`)}">Arrive through a partner’s link</a>
      </p>
      <h3>The cookie</h3>
      <p id="cookie" class="long">
        ${
          clickId
            ? html`The shop’s server reads <code>affitor_click_id</code> as
              <code>${clickId}</code>`
            : html`This request carried no <code>affitor_click_id</code>.`
        }
      </p>
      <form method="post" action="/start-over">
        <button class="plain">Start over as a new visitor</button>
      </form>
      <p class="quiet">
        <a href="${settings.affitorUrl}/docs/errors">Errors and what to do</a> ·
        <a href="${settings.affitorUrl}/openapi.json">Every call (OpenAPI)</a>
      </p>
    </aside>
  `;
}

function ariaCurrent(isCurrent) {
  return isCurrent && html`aria-current="true"`;
}

/** One call to Affitor, for the list of the panel. */
export function entryItem(entry) {
  const { title, sentence, tone } = describe(entry);
  const { shown, result } = entry;
  const { ok, status, data, error } = result;
  const where = entry.by === 'browser' ? 'this page, in your browser' : 'the shop’s server';
  return html`
    <li class="entry ${tone}" data-kind="${entry.kind}" data-status="${status}">
      <p class="entry-head"><strong>${title}</strong> <span class="badge">${TONES[tone]}</span></p>
      <p>${sentence}</p>
      <p class="quiet">
        Sent by ${where}${
          tone === 'bad' &&
          html` · <a href="${settings.affitorUrl}/docs/errors">What errors mean</a>`
        }
      </p>
      <details>
        <summary>${entry.call}</summary>
        ${entry.input && html`<p>Sent</p><pre tabindex="0">${pretty(entry.input)}</pre>`}
        <p>Came back</p>
        <pre tabindex="0">${pretty(shown ?? { ok, status, data, error })}</pre>
      </details>
    </li>
  `;
}

function pretty(value) {
  return JSON.stringify(value, null, 2);
}
