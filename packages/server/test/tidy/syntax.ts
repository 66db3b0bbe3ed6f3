// Owns how the tidy rules read TypeScript: parsed once per file, walked without comments.
import ts from 'typescript';
import type { TextFile } from './tree.js';

const parsed = new WeakMap<TextFile, ts.SourceFile>();

/** The syntax tree of a file; every rule shares one. */
export function parse(file: TextFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

/** Calls `each` for the node and everything below it. */
export function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  ts.forEachChild(node, (child) => visit(child, each));
}

/** The line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** The code of a node without its comments, so that a comment can neither break nor keep a rule. */
export function codeOf(node: ts.Node): string {
  const tokens: string[] = [];
  visit(node, (part) => {
    const hasChildren = ts.forEachChild(part, () => true) ?? false;
    if (!hasChildren) tokens.push(part.getText());
  });
  return tokens.join(' ');
}

/** The text of a string or template, with `?` where a value is put in; undefined for others. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('?');
}

const STATEMENT = new RegExp(
  '^\\s*(?:select\\s+(?:\\*|\\d|[\\w."]+\\s*\\(|.*\\sfrom\\s)|' +
    'insert\\s+into\\s|update\\s+[\\w."]+\\s+(?:as\\s+\\w+\\s+)?set\\s|' +
    'delete\\s+from\\s|with\\s+[\\w"]+.*\\bas\\s+(?:not\\s+)?(?:materialized\\s*)?\\(|' +
    '(?:create|alter|drop|truncate)\\s+(?:table|index|schema|database|role|type)\\s|' +
    'lock\\s+table\\s|copy\\s+[\\w."]+\\s)',
  'is',
);
const BUILDER_CALLS = new Set([
  'selectFrom',
  'insertInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
]);

/** True where a node is an SQL statement: as text, as a `sql` template or as a builder's call. */
export function isSql(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return /^sql\b/.test(node.tag.getText());
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return BUILDER_CALLS.has(node.expression.name.text);
  }
  const text = literalText(node);
  return text !== undefined && STATEMENT.test(text);
}
