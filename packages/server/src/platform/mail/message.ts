// Owns the form of a mail: the same words as plain text and as simple HTML.
import { escapeHtml } from '../http/html.js';

/** What a mail says. Everything in it may come from people and is shown as text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The one thing to do. */
  readonly action?: { readonly label: string; readonly url: string };
}

/** The plain-text part. */
export function renderText({ paragraphs, action }: Mail): string {
  const parts = action ? [...paragraphs, `${action.label}:\n${action.url}`] : paragraphs;
  return `${parts.join('\n\n')}\n`;
}

/** The HTML part: paragraphs and one link, nothing that loads or runs. */
export function renderHtml({ subject, paragraphs, action }: Mail): string {
  const blocks = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`);
  if (action) {
    const url = escapeHtml(action.url);
    blocks.push(
      `<p><a href="${url}">${escapeHtml(action.label)}</a></p>`,
      `<p>If the link does not open, copy this address:<br>${url}</p>`,
    );
  }
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="font-family: sans-serif; line-height: 1.5">${blocks.join('\n')}</body></html>`,
  ].join('\n');
}
