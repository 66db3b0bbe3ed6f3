// Owns where a sale is reported in a Stripe webhook: only in shapes that leave no doubt. Pure.
import { getSaleInjection } from '@affitor/recipes';
import type {
  IfStatement,
  Node,
  Program,
  Statement,
  StringLiteral,
  SwitchStatement,
} from '@babel/types';
import {
  type Edit,
  finish,
  importInsertion,
  indentAt,
  insertAll,
  isLastOnLine,
  lineBreakOf,
  lineEndAt,
  lineNumberAt,
  reportsSales,
  type SourceFile,
  shape,
} from './edit.js';
import {
  endOf,
  type Found,
  findAll,
  isInAsync,
  parseSource,
  pathOf,
  startOf,
  withoutTypes,
} from './syntax.js';

const EVENT = 'checkout.session.completed';
const VERIFIES = /^stripe\.webhooks\.constructEvent(?:Async)?$/;

/** Whether a file may be the webhook, at a glance. */
export const looksLikeStripeWebhook = (text: string): boolean =>
  /webhooks\s*\.\s*constructEvent/.test(text);

/** Puts the sale into a webhook right after its session is bound to a name. */
export function injectStripeSale(file: SourceFile): Edit {
  const { path, text } = file;
  const program = parseSource(path, text);
  if (!program) return unrecognized('it cannot be parsed');
  if (reportsSales(program)) return { kind: 'already', reason: path };
  const checks = findAll(program, 'CallExpression', ({ callee }) =>
    VERIFIES.test(pathOf(callee as Node) ?? ''),
  );
  if (checks.length === 0) return unrecognized('it has no stripe.webhooks.constructEvent');
  const events = findAll(program, 'StringLiteral', ({ value }) => value === EVENT);
  const [event] = events;
  if (!event || mentionsIn(program) > 1) {
    return unrecognized(`it does not name ${EVENT} exactly once`);
  }
  const branch = branchOf(event);
  if (!branch) return unrecognized(`what it does on ${EVENT} is not a case or an if of its own`);
  const bound = branch.statements.map(nameOfSession);
  const at = bound.findIndex((name) => name !== null);
  const [statement, name] = [branch.statements[at], bound[at]];
  if (!statement || !name || bound.filter((one) => one !== null).length > 1) {
    return unrecognized('no line there says const session = event.data.object');
  }
  if (!isInAsync(branch.parents)) return unrecognized('the function around it is not async');
  if (!isLastOnLine(text, endOf(statement))) {
    return unrecognized('more stands on the line of the session');
  }
  const { imports, statements } = getSaleInjection('stripe');
  const loading = importInsertion(text, program, imports);
  if (!loading) return unrecognized('it has no imports to add one to');
  const code = name === 'session' ? statements : statements.replaceAll('session.', `${name}.`);
  const offset = lineEndAt(text, endOf(statement));
  const indent = indentAt(text, startOf(statement));
  const added = lineBreakOf(text) + shape(code, text, indent);
  const after = `line ${lineNumberAt(text, startOf(statement))}`;
  return finish(file, insertAll(text, [loading, { offset, text: added }]), after);
}

const unrecognized = (reason: string): Edit => ({ kind: 'unrecognized', reason });

/** How often the code, not its comments, names the event: as a string, or inside of one. */
function mentionsIn(program: Program): number {
  const strings = findAll(program, 'StringLiteral', ({ value }) => value.includes(EVENT));
  const templates = findAll(program, 'TemplateElement', ({ value }) => value.raw.includes(EVENT));
  return strings.length + templates.length;
}

interface Branch {
  statements: readonly Statement[];
  parents: readonly Node[];
}

/** The statements that run for this event and for no other. */
function branchOf({ node, parents }: Found<StringLiteral>): Branch | null {
  const parent = parents.at(-1);
  if (parent?.type === 'SwitchCase' && parent.test === node) {
    const around = parents.at(-2);
    if (around?.type !== 'SwitchStatement') return null;
    if (pathOf(around.discriminant) !== 'event.type') return null;
    const statements = caseOf(around, around.cases.indexOf(parent));
    return statements && { statements, parents };
  }
  if (parent?.type !== 'BinaryExpression') return null;
  const other = parent.left === node ? parent.right : parent.left;
  if (pathOf(other as Node) !== 'event.type') return null;
  const isEqual = /^===?$/.test(parent.operator);
  const joined = isEqual ? '&&' : '||';
  const at = parents.findLastIndex(
    (one) => one !== parent && !(one.type === 'LogicalExpression' && one.operator === joined),
  );
  const found = parents[at];
  if (found?.type !== 'IfStatement' || found.test !== (parents[at + 1] ?? node)) return null;
  const statements = isEqual ? bodyOf(found.consequent) : restAfter(found, parents[at - 1]);
  return statements && { statements, parents };
}

/** The statements of a case, which other cases may share only for the same kind of session. */
function caseOf({ cases }: SwitchStatement, at: number): readonly Statement[] | null {
  let first = at;
  while (cases[first - 1]?.consequent.length === 0) first -= 1;
  let last = at;
  while (cases[last]?.consequent.length === 0 && last < cases.length - 1) last += 1;
  const isSession = cases
    .slice(first, last + 1)
    .every(({ test }) => test?.type === 'StringLiteral' && /^checkout\.session\./.test(test.value));
  const before = cases[first - 1]?.consequent.at(-1);
  if (!isSession || (before && !ends(before))) return null;
  const statements = cases[last]?.consequent ?? [];
  return statements.flatMap((one) => (one.type === 'BlockStatement' ? one.body : [one]));
}

function bodyOf(statement: Statement): readonly Statement[] | null {
  return statement.type === 'BlockStatement' ? statement.body : null;
}

/** What comes after `if (event.type !== …) return`. */
function restAfter(guard: IfStatement, around: Node | undefined): readonly Statement[] | null {
  const isLeft = ends(guard.consequent) && !guard.alternate;
  if (!isLeft || around?.type !== 'BlockStatement') return null;
  return around.body.slice(around.body.indexOf(guard) + 1);
}

function ends(statement: Statement): boolean {
  if (statement.type === 'BlockStatement') {
    const last = statement.body.at(-1);
    return last !== undefined && ends(last);
  }
  return ['BreakStatement', 'ReturnStatement', 'ThrowStatement', 'ContinueStatement'].includes(
    statement.type,
  );
}

/** The name that a statement gives to the session; null when it is about something else. */
function nameOfSession(statement: Statement): string | null {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return null;
  const [declared, ...more] = statement.declarations;
  if (declared?.id.type !== 'Identifier' || more.length > 0) return null;
  const { name } = declared.id;
  const value = pathOf(withoutTypes(declared.init));
  const isSession = (name === 'session' && value === 'event.data.object') || value === 'session';
  return isSession ? name : null;
}
