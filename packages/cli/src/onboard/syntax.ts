// Owns reading JavaScript and TypeScript as a tree, and finding things in it. Pure.
import { type ParserPlugin, parse } from '@babel/parser';
import type { Expression, Node, Program } from '@babel/types';

/** A node, and what stands around it: the nearest last. */
export interface Found<Kind extends Node = Node> {
  node: Kind;
  parents: readonly Node[];
}

/** The tree of a file; null when it is none that can be understood. */
export function parseSource(path: string, text: string): Program | null {
  const isTyped = /\.[mc]?tsx?$/.test(path);
  const isMarkup = !/\.[mc]?ts$/.test(path);
  const plugins: ParserPlugin[] = [
    ...(isTyped ? (['typescript', 'decorators-legacy'] as const) : []),
    ...(isMarkup ? (['jsx'] as const) : []),
  ];
  try {
    const isOutside = { allowReturnOutsideFunction: true };
    return parse(text, { sourceType: 'unambiguous', plugins, ...isOutside }).program;
  } catch {
    return null;
  }
}

/** Calls for every node, from the outside in. */
export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  visit(node, parents);
  const inside = [...parents, node];
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    if (name.endsWith('Comments') || name === 'loc' || name === 'extra') continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) walk(child, visit, inside);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Every node of one kind. */
export function findAll<Type extends Node['type']>(
  root: Node,
  type: Type,
  isWanted: (node: Extract<Node, { type: Type }>) => boolean = () => true,
): Found<Extract<Node, { type: Type }>>[] {
  type Kind = Extract<Node, { type: Type }>;
  const found: Found<Kind>[] = [];
  walk(root, (node, parents) => {
    if (node.type === type && isWanted(node as Kind)) found.push({ node: node as Kind, parents });
  });
  return found;
}

/** `a.b.c` of an expression that is nothing but names; null for anything else. */
export function pathOf(node: Node | null | undefined): string | null {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type !== 'MemberExpression' || node.computed) return null;
  const object = pathOf(node.object);
  return object === null || node.property.type !== 'Identifier'
    ? null
    : `${object}.${node.property.name}`;
}

/** What an expression is without what only the compiler of types reads. */
export function withoutTypes(node: Expression | null | undefined): Expression | null {
  if (!node) return null;
  const isTyping =
    node.type === 'TSAsExpression' ||
    node.type === 'TSSatisfiesExpression' ||
    node.type === 'TSNonNullExpression' ||
    node.type === 'TSTypeAssertion';
  return isTyping ? withoutTypes(node.expression) : node;
}

/** Where a module comes from, when the node loads one. */
export function sourceOf(node: Node): string | null {
  if (node.type === 'ImportDeclaration') return node.source.value;
  if (node.type !== 'CallExpression' || pathOf(node.callee as Node) !== 'require') return null;
  const [source] = node.arguments;
  return source?.type === 'StringLiteral' ? source.value : null;
}

/** Whether `await` may stand there. */
export function isInAsync(parents: readonly Node[]): boolean {
  const around = parents.findLast((node) => 'async' in node && 'body' in node);
  return around !== undefined && 'async' in around && around.async === true;
}

export const startOf = (node: Node): number => node.start ?? 0;
export const endOf = (node: Node): number => node.end ?? 0;
