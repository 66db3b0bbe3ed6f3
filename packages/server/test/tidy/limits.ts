// Owns the size rules: how long a file, a function and a line may be, and how a file opens.
import ts from 'typescript';
import { parse, visit } from './syntax.js';
import { type FileRule, type Finding, isCode } from './tree.js';

const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;
const LINE_CHARACTERS_MAX = 100;

/** Files that nobody can hold in mind get split by use case. */
export const fileLength: FileRule = (file) => {
  const lines = file.text.split('\n').length - 1;
  if (!isCode(file.path) || lines <= FILE_LINES_MAX) return [];
  const message = `${lines} lines; the most is ${FILE_LINES_MAX}. Split it by use case.`;
  return [{ rule: 'file-length', path: file.path, line: 1, message }];
};

/** A line with an address is exempt: addresses cannot be broken. */
export const lineLength: FileRule = (file) => {
  if (!isCode(file.path)) return [];
  return file.text.split('\n').flatMap((text, index): Finding[] => {
    const characters = Array.from(text).length;
    if (characters <= LINE_CHARACTERS_MAX || /https?:\/\//.test(text)) return [];
    // The formatter keeps a list of class names in one piece.
    if (/^\s*className="[^"]*"$/.test(text)) return [];
    // A test is named by its guarantee, in one piece: the formatter does not break the title.
    if (/^\s*(?:test|it|describe)(?:\.each)?\(/.test(text)) return [];
    const message = `${characters} characters; the most is ${LINE_CHARACTERS_MAX}. Break the line.`;
    return [{ rule: 'line-length', path: file.path, line: index + 1, message }];
  });
};

/** Every function fits on a screen; a `describe` block is a list of tests, not a function. */
export const functionLength: FileRule = (file) => {
  if (!isCode(file.path)) return [];
  const source = parse(file);
  const findings: Finding[] = [];
  visit(source, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body || isDescribeBlock(node))
      return;
    const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
    const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1;
    if (lines <= FUNCTION_LINES_MAX) return;
    const message =
      `a function of ${lines} lines; the most is ${FUNCTION_LINES_MAX}. ` +
      'Keep the branches here and move the leaves into functions of their own.';
    findings.push({ rule: 'function-length', path: file.path, line: first + 1, message });
  });
  return findings;
};

function isDescribeBlock(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText());
}

/** The first line tells a newcomer what the file owns. */
export const openingComment: FileRule = (file) => {
  if (!isCode(file.path)) return [];
  const [first = '', second = ''] = file.text.split('\n');
  const opening = first.startsWith('#!') ? second : first;
  if (/^(?:\/\/ \S|\/\*\*? ?\S|\/\*\*$)/.test(opening)) return [];
  const message = 'opens without a comment: say in one line what this file owns.';
  return [{ rule: 'opening-comment', path: file.path, line: 1, message }];
};

const VAGUE_NAME = /(?:^|[/-])(?:utils?|helpers?|misc|common|managers?)(?:\.[a-z.]+)?(?:\/|$)/;

/** A name that fits everything tells nothing and collects everything. */
export const vagueName: FileRule = (file) => {
  if (!isCode(file.path) || !VAGUE_NAME.test(file.path)) return [];
  const message = 'a vague name; name the file after the noun it owns.';
  return [{ rule: 'vague-name', path: file.path, line: 1, message }];
};
