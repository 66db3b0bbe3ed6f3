// Owns the page that says one thing and leads back.
import { html } from './html.js';
import { page } from './layout.js';

export function messagePage(context, title) {
  return page(context, {
    title,
    body: html`
      <h1>${title}</h1>
      <p><a href="${context.toWww('/')}">Go to the start page</a></p>
    `,
  });
}
