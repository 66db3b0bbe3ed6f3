// Owns the Markdown rendering of a page.
import {
  type Block,
  type InlineText,
  type InlineToken,
  type Page,
  parseInline,
  type TableRow,
} from './blocks.js';
import { type ErrorsPageOptions, errorsPage } from './page.js';

/** Renders the Errors & Troubleshooting page as Markdown. */
export function renderErrorsMarkdown(options: ErrorsPageOptions = {}): string {
  const page: Page = errorsPage(options);
  const parts = [
    `# ${page.title}`,
    page.summary,
    ...page.blocks.map(renderBlock),
    `[Edit on GitHub](${page.editUrl})`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text}`;
    case 'paragraph':
      return renderText(block.text);
    case 'notice':
      return `> ${renderText(block.text)}`;
    case 'list':
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${renderText(item)}`)
        .join('\n');
    case 'code':
      return `\`\`\`${block.language}\n${block.text}\n\`\`\``;
    case 'table':
      return [
        `| ${block.columns.join(' | ')} |`,
        `|${' --- |'.repeat(block.columns.length)}`,
        ...block.rows.map(renderRow),
      ].join('\n');
  }
}

/** The anchor stands in the first cell, because Markdown gives rows no address of their own. */
function renderRow({ anchor, cells }: TableRow): string {
  const [first = '', ...rest] = cells.map((cell) => renderText(cell).replaceAll('|', '\\|'));
  const mark = anchor === undefined ? '' : `<a id="${anchor}"></a>`;
  return `| ${[mark + first, ...rest].join(' | ')} |`;
}

/** The marks of the page model are Markdown already; only stray angle brackets are not. */
function renderText(text: InlineText): string {
  return parseInline(text).map(renderToken).join('');
}

function renderToken(token: InlineToken): string {
  switch (token.kind) {
    case 'code':
      return `\`${token.text}\``;
    case 'strong':
      return `**${token.text}**`;
    case 'link':
      return `[${token.text}](${token.address})`;
    case 'text':
      return token.text.replaceAll('<', '&lt;');
  }
}
