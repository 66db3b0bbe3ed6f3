// Owns where a sale is reported in a Polar webhook: first thing in its onOrderPaid. Pure.
import { getSaleInjection } from '@affitor/recipes';
import type { ArrowFunctionExpression, FunctionExpression, Node, ObjectMethod } from '@babel/types';
import {
  type Edit,
  finish,
  importInsertion,
  indentAt,
  insertAll,
  isLastOnLine,
  lineBreakOf,
  lineNumberAt,
  reportsSales,
  type SourceFile,
  shape,
  unitOf,
} from './edit.js';
import { findAll, parseSource, startOf } from './syntax.js';

/** Whether a file has to do with webhooks of Polar, at a glance. */
export const looksLikePolarWebhook = (text: string): boolean =>
  /\bonOrderPaid\b|@polar-sh\/[\w/-]+/.test(text) &&
  /\bWebhooks\b|\bonOrderPaid\b|\bvalidateEvent\b/.test(text);

type Callback = ArrowFunctionExpression | FunctionExpression | ObjectMethod;

/** Puts the sale into the callback that Polar's adapter calls for every paid order. */
export function injectPolarSale(file: SourceFile): Edit {
  const { path, text } = file;
  const program = parseSource(path, text);
  if (!program) return unrecognized('it cannot be parsed');
  if (reportsSales(program)) return { kind: 'already', reason: path };
  const named = (key: Node) => key.type === 'Identifier' && key.name === 'onOrderPaid';
  const callbacks = [
    ...findAll(program, 'ObjectProperty', ({ key }) => named(key)).map(({ node }) => node.value),
    ...findAll(program, 'ObjectMethod', ({ key }) => named(key)).map(({ node }) => node),
  ];
  const mentioned = findAll(program, 'Identifier', ({ name }) => name === 'onOrderPaid');
  const [callback] = callbacks;
  if (callbacks.length !== 1 || mentioned.length !== 1 || !isCallback(callback)) {
    return unrecognized('it does not have exactly one onOrderPaid with its code in place');
  }
  const [payload, ...more] = callback.params;
  if (callback.body.type !== 'BlockStatement' || payload?.type !== 'Identifier' || more.length) {
    return unrecognized('its onOrderPaid is not written as async (payload) => { … }');
  }
  if (!callback.async) return unrecognized('its onOrderPaid is not async');
  const orders = findAll(program, 'Identifier', ({ name }) => name === 'order');
  const isBound = orders.some(({ node, parents }) => binds(node, parents));
  if (isBound) return unrecognized('it has something named order already');
  const { imports, statements } = getSaleInjection('polar');
  const loading = importInsertion(text, program, imports);
  if (!loading) return unrecognized('it has no imports to add one to');
  const offset = startOf(callback.body) + 1;
  const lineBreak = lineBreakOf(text);
  const outer = indentAt(text, offset);
  const code = shape(
    statements.replaceAll('payload.', `${payload.name}.`),
    text,
    outer + unitOf(text),
  );
  // What stood on the line goes on below.
  const isAlone = isLastOnLine(text, offset);
  const rest = callback.body.body.length > 0 ? outer + unitOf(text) : outer;
  const added = lineBreak + code + (isAlone ? '' : lineBreak + rest);
  const place = isAlone ? offset + text.slice(offset).search(/\r?\n|$/) : offset;
  const after = `line ${lineNumberAt(text, offset)}`;
  return finish(file, insertAll(text, [loading, { offset: place, text: added }]), after);
}

const unrecognized = (reason: string): Edit => ({ kind: 'unrecognized', reason });

function isCallback(node: Node | undefined): node is Callback {
  const types = ['ArrowFunctionExpression', 'FunctionExpression', 'ObjectMethod'];
  return node !== undefined && types.includes(node.type);
}

/** Whether a name is given here, rather than used. */
function binds(node: Node, parents: readonly Node[]): boolean {
  const [around, parent] = parents.slice(-2);
  if (parent?.type === 'VariableDeclarator') return parent.id === node;
  if (parent?.type === 'ObjectProperty') return around?.type === 'ObjectPattern';
  const params: readonly Node[] = parent && 'params' in parent ? (parent.params as Node[]) : [];
  return params.includes(node);
}
