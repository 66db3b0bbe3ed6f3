// Owns the HTML rendering of a page: one self-contained document without scripts.
import {
  type Block,
  headingAnchor,
  type InlineText,
  type InlineToken,
  parseInline,
  type TableRow,
} from './blocks.js';
import { type ErrorsPageOptions, errorsPage } from './page.js';
import { PAGE_STYLES } from './styles.js';

type TableBlock = Extract<Block, { kind: 'table' }>;

/** Renders the Errors & Troubleshooting page as a complete HTML document. */
export function renderErrorsHtml(options: ErrorsPageOptions = {}): string {
  const page = errorsPage(options);
  const title = escapeHtml(page.title);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="description" content="${escapeHtml(page.summary)}">`,
    `<title>${title} · Affitor</title>`,
    `<style>${PAGE_STYLES}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${title}</h1>`,
    `<p class="summary">${escapeHtml(page.summary)}</p>`,
    renderContents(page.blocks),
    ...page.blocks.map(renderBlock),
    '</main>',
    `<footer><a href="${escapeHtml(page.editUrl)}">Edit on GitHub</a></footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderContents(blocks: readonly Block[]): string {
  const items = blocks.flatMap((block) =>
    block.kind === 'heading'
      ? [
          `<li class="level-${block.level}">` +
            `<a href="#${headingAnchor(block.text)}">${escapeHtml(block.text)}</a></li>`,
        ]
      : [],
  );
  return `<nav aria-label="On this page"><ul>\n${items.join('\n')}\n</ul></nav>`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const tag = `h${block.level}`;
      return `<${tag} id="${headingAnchor(block.text)}">${escapeHtml(block.text)}</${tag}>`;
    }
    case 'paragraph':
      return `<p>${renderText(block.text)}</p>`;
    case 'notice':
      return `<p class="notice">${renderText(block.text)}</p>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      const items = block.items.map((item) => `<li>${renderText(item)}</li>`);
      return `<${tag}>\n${items.join('\n')}\n</${tag}>`;
    }
    case 'code':
      // Long lines scroll, and what scrolls must be reachable with the keyboard.
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre>`;
    case 'table':
      return renderTable(block);
  }
}

/** Roles are written out, because narrow screens lay the rows out as blocks. */
function renderTable(table: TableBlock): string {
  const headers = table.columns.map(
    (column) => `<th role="columnheader" scope="col">${escapeHtml(column)}</th>`,
  );
  return [
    `<table role="table" aria-label="${escapeHtml(table.caption)}">`,
    `<thead role="rowgroup"><tr role="row">${headers.join('')}</tr></thead>`,
    '<tbody role="rowgroup">',
    ...table.rows.map((row) => renderRow(table, row)),
    '</tbody>',
    '</table>',
  ].join('\n');
}

function renderRow(table: TableBlock, { anchor, cells }: TableRow): string {
  const rendered = cells.map((cell, index) => {
    const label = `data-label="${escapeHtml(table.columns[index] ?? '')}"`;
    const content = `<span>${renderText(cell)}</span>`;
    return index === table.headerColumn
      ? `<th role="rowheader" scope="row" ${label}>${content}</th>`
      : `<td role="cell" ${label}>${content}</td>`;
  });
  const address = anchor === undefined ? '' : ` id="${anchor}"`;
  return `<tr role="row"${address}>${rendered.join('')}</tr>`;
}

function renderText(text: InlineText): string {
  return parseInline(text).map(renderToken).join('');
}

function renderToken(token: InlineToken): string {
  switch (token.kind) {
    case 'text':
      return escapeHtml(token.text);
    case 'code':
      return `<code>${escapeHtml(token.text)}</code>`;
    case 'strong':
      return `<strong>${escapeHtml(token.text)}</strong>`;
    case 'link':
      return `<a href="${escapeHtml(token.address)}">${breakable(renderText(token.text))}</a>`;
  }
}

// A code in its narrow column breaks behind an underscore rather than within a word. Messages are
// left in one piece, so that they are found in the source of the page.
function breakable(html: string): string {
  return html.startsWith('<code>') ? html.replaceAll('_', '_<wbr>') : html;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
