// Owns changing a text: where lines begin and end, how a file is written, what is put in. Pure.
import type { CallExpression, Node, Program } from '@babel/types';
import { endOf, findAll, parseSource, sourceOf, startOf } from './syntax.js';

/** A file with its text; the path is relative to the project, with slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What an edit of a file comes to. */
export type Edit =
  | { kind: 'edited'; text: string; after: string }
  | { kind: 'already'; reason: string }
  | { kind: 'unrecognized'; reason: string };

export interface Insertion {
  offset: number;
  text: string;
}

export function insertAll(text: string, insertions: readonly Insertion[]): string {
  const ordered = insertions.toSorted((a, b) => b.offset - a.offset);
  return ordered.reduce(
    (changed, { offset, text: added }) => changed.slice(0, offset) + added + changed.slice(offset),
    text,
  );
}

/** The blanks before the first word of the line. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}

/** Where the line ends, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  const end = /\r?\n/.exec(text.slice(offset));
  return end ? offset + end.index : text.length;
}

/** Whether nothing but a comment follows on the line. */
export function isLastOnLine(text: string, offset: number): boolean {
  return /^[ \t;]*(?:\/\/.*|\/\*[^*]*\*\/[ \t]*)?$/.test(
    text.slice(offset, lineEndAt(text, offset)),
  );
}

export const lineNumberAt = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length;

export const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** What one level of indentation is in the file; two blanks where nothing says otherwise. */
export function unitOf(text: string): string {
  const [, first = '  '] = /^(\t| {2,8})[^\s*]/m.exec(text) ?? [];
  return first.startsWith('\t') ? '\t' : first;
}

/** Code of a recipe, which is written with two blanks per level, as the file would have it. */
export function shape(code: string, text: string, indent: string): string {
  const unit = unitOf(text);
  return code
    .split('\n')
    .map((line) => {
      const [blanks = ''] = /^ */.exec(line) ?? [];
      return line === '' ? '' : indent + unit.repeat(blanks.length / 2) + line.slice(blanks.length);
    })
    .join(lineBreakOf(text));
}

/** The text with the import of a recipe after its last import; null where there is no place. */
export function importInsertion(text: string, program: Program, imports: string): Insertion | null {
  const style = styleOf(text);
  const isModule = (node: Node) =>
    node.type === 'ImportDeclaration' ||
    (node.type === 'TSImportEqualsDeclaration' && node.moduleReference.type !== 'Identifier');
  const last = program.body.findLast(isModule);
  if (last) return insertionAfter(text, last, style(imports));
  if (program.body.some(({ type }) => type.startsWith('Export'))) {
    const [first] = program.body;
    const offset = first ? startOf(first) : text.length;
    return { offset, text: style(imports) + lineBreakOf(text) };
  }
  const loading = program.body.findLast((node) => loadsModule(node));
  if (!loading) return null;
  const keyword = loading.type === 'VariableDeclaration' ? loading.kind : 'const';
  const required = imports.replace(
    /^import (.+) from ('.+');$/,
    (_all, names: string, source: string) => `${keyword} ${names} = require(${source});`,
  );
  return insertionAfter(text, loading, style(required));
}

function loadsModule(node: Node): boolean {
  if (node.type !== 'VariableDeclaration' && node.type !== 'ExpressionStatement') return false;
  const calls = findAll(node, 'CallExpression', (call) => sourceOf(call) !== null);
  const isNested = (parents: readonly Node[]) =>
    parents.some((parent) => 'body' in parent && 'params' in parent);
  return calls.some(({ parents }) => !isNested(parents));
}

function insertionAfter(text: string, node: Node, line: string): Insertion {
  const end = endOf(node);
  const offset = isLastOnLine(text, end) ? lineEndAt(text, end) : end;
  return { offset, text: lineBreakOf(text) + line };
}

/** Quotes and semicolons as the lines of the file that load modules have them. */
function styleOf(text: string): (line: string) => string {
  const lines = text.split(/\r?\n/).filter((line) => /\bfrom\s*['"]|\brequire\(['"]/.test(line));
  const isDouble = lines.filter((line) => line.includes('"')).length * 2 > lines.length;
  const isBare = lines.length > 0 && !lines.some((line) => /;\s*(?:\/\/.*)?$/.test(line));
  return (line) => {
    const quoted = isDouble ? line.replaceAll("'", '"') : line;
    return isBare ? quoted.replace(/;$/, '') : quoted;
  };
}

/** Whether the file speaks to Affitor's server side already. Reading a click id is not that. */
export function reportsSales(program: Program): boolean {
  const isClient = (source: string | null) =>
    source !== null &&
    /^@affitor\/sdk(?:\/server)?$|(?:^|\/)affitor(?:\.[cm]?[jt]s)?$/.test(source);
  const calls = findAll(program, 'CallExpression', (call) => isClient(sourceOf(call)));
  const isLoaded = calls.length > 0 || program.body.some((node) => isClient(sourceOf(node)));
  return isLoaded || callsTrackSale(program);
}

/** Whether a payment is reported here. */
export function callsTrackSale(program: Program): boolean {
  const isTrackSale = ({ callee }: CallExpression) => {
    const named = callee.type === 'MemberExpression' ? callee.property : callee;
    return named.type === 'Identifier' && named.name === 'trackSale';
  };
  return findAll(program, 'CallExpression', isTrackSale).length > 0;
}

/** An edit that leaves behind what can still be understood, or none at all. */
export function finish(file: SourceFile, text: string, after: string): Edit {
  if (parseSource(file.path, text) !== null) return { kind: 'edited', text, after };
  return { kind: 'unrecognized', reason: 'the code would not be valid with the sale inside' };
}
