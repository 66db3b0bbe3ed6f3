// Owns the small document model of the page: blocks with lightly marked-up text.

/**
 * Text of a block. Three marks are understood: backticks for code, double asterisks for strong
 * text, and `[label](address)` for links.
 */
export type InlineText = string;

export type CodeLanguage = 'json' | 'js' | 'ts' | 'text' | 'http';

export interface TableRow {
  /** Address of the row within the page. */
  readonly anchor?: string;
  readonly cells: readonly InlineText[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: InlineText }
  | { readonly kind: 'notice'; readonly text: InlineText }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly InlineText[] }
  | { readonly kind: 'code'; readonly language: CodeLanguage; readonly text: string }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly TableRow[];
    };

/** A page before it is rendered. */
export interface Page {
  readonly title: string;
  readonly summary: string;
  readonly blocks: readonly Block[];
  readonly editUrl: string;
}

export function heading(level: 2 | 3, text: string): Block {
  return { kind: 'heading', level, text };
}

export function paragraph(...sentences: InlineText[]): Block {
  return { kind: 'paragraph', text: sentences.join(' ') };
}

export function bullets(...items: InlineText[]): Block {
  return { kind: 'list', ordered: false, items };
}

export function steps(...items: InlineText[]): Block {
  return { kind: 'list', ordered: true, items };
}

export function code(language: CodeLanguage, ...lines: string[]): Block {
  return { kind: 'code', language, text: lines.join('\n') };
}

/** The address of a heading within its page, as GitHub makes it too. */
export function headingAnchor(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .trim()
    .replace(/ /g, '-');
}

export type InlineToken =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly address: string };

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** Splits marked-up text into its parts. */
export function parseInline(source: InlineText): InlineToken[] {
  const tokens: InlineToken[] = [];
  let position = 0;
  for (const match of source.matchAll(MARKS)) {
    if (match.index > position) {
      tokens.push({ kind: 'text', text: source.slice(position, match.index) });
    }
    tokens.push(tokenOf(match));
    position = match.index + match[0].length;
  }
  if (position < source.length) tokens.push({ kind: 'text', text: source.slice(position) });
  return tokens;
}

function tokenOf([, codeText, strongText, label, address]: RegExpExecArray): InlineToken {
  if (codeText !== undefined) return { kind: 'code', text: codeText };
  if (strongText !== undefined) return { kind: 'strong', text: strongText };
  return { kind: 'link', text: label ?? '', address: address ?? '' };
}
