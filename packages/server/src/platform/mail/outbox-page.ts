// Owns the page that shows mails where none can be sent. It shows links that open accounts, so it
// exists only while the operator allows it and no SMTP server is set.
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../http/html.js';
import type { KeptMail, Mailer } from './mailer.js';

/** Serves the page at `path`. */
export function registerOutbox(
  http: FastifyInstance,
  options: { path: string; mailer: Mailer; helmet: FastifyHelmetOptions },
): void {
  const { path, mailer, helmet } = options;
  http.get(path, { helmet }, async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(renderOutbox(await mailer.listKept())),
  );
}

const STYLE =
  'body{font-family:sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;line-height:1.5}' +
  'article{border:1px solid #bbb;border-radius:8px;padding:0 1rem;margin:1rem 0}' +
  'a{overflow-wrap:anywhere}';

function renderOutbox(mails: readonly KeptMail[]): string {
  const list = mails.map(renderMail).join('\n');
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Outbox</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<style>${STYLE}</style></head><body><main><h1>Outbox</h1>`,
    '<p>SMTP_URL is not set, so these mails were kept here instead of being sent.</p>',
    list || '<p>There is no mail yet.</p>',
    '</main></body></html>',
  ].join('\n');
}

function renderMail({ id, to, subject, paragraphs, action, createdAt }: KeptMail): string {
  const link = action
    ? `<p>${escapeHtml(action.label)}:<br><a href="${escapeHtml(action.url)}">` +
      `${escapeHtml(action.url)}</a></p>`
    : '';
  return [
    `<article id="mail-${id}" data-to="${escapeHtml(to)}"><h2>${escapeHtml(subject)}</h2>`,
    `<p>To ${escapeHtml(to)}, ${createdAt.toISOString()}</p>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    `${link}</article>`,
  ].join('\n');
}
