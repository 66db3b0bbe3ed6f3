// Owns `package.json`: reading what it says, and adding to it in the form that it has. Pure.
import { parseExpression } from '@babel/parser';
import type { Expression, ObjectExpression, ObjectProperty } from '@babel/types';
import { indentAt, insertAll, lineBreakOf, unitOf } from './edit.js';
import type { Manifest } from './stack.js';
import { endOf, startOf } from './syntax.js';

const GROUPS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** What it says; null when it is no object of JSON. */
export function readManifest(text: string): Manifest | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const { main, bin, scripts, ...rest } = json as Record<string, unknown>;
  const texts = (value: unknown): Record<string, string> =>
    typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
  return {
    dependencies: Object.assign({}, ...GROUPS.map((name) => texts(rest[name]))) as Record<
      string,
      string
    >,
    scripts: texts(scripts),
    main: typeof main === 'string' ? main : undefined,
    bin,
  };
}

/** Adds dependencies; whatever else stands in the text stays as it is. */
export function addDependencies(text: string, added: Readonly<Record<string, string>>): string {
  return Object.entries(added).reduce((now, [name, range]) => addOne(now, name, range), text);
}

function addOne(text: string, name: string, range: string): string {
  const root = parseExpression(text);
  if (root.type !== 'ObjectExpression') return text;
  const known = readManifest(text);
  if (known?.dependencies[name] !== undefined) return text;
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(range)}`;
  const group = root.properties.filter(isProperty).find((one) => keyOf(one) === 'dependencies');
  const value = group?.value as Expression | undefined;
  if (value?.type === 'ObjectExpression') return insertEntry(text, value, { name, entry });
  const unit = unitOf(text);
  const lineBreak = lineBreakOf(text);
  const block = `"dependencies": {${lineBreak}${unit}${unit}${entry}${lineBreak}${unit}}`;
  return insertEntry(text, root, { name: '', entry: block });
}

/** Puts an entry where the alphabet wants it, if the others stand in its order; else at the end. */
function insertEntry(
  text: string,
  object: ObjectExpression,
  { name, entry }: { name: string; entry: string },
): string {
  const properties = object.properties.filter(isProperty);
  const names = properties.map(keyOf);
  const isSorted = names.every((one, at) => at === 0 || (names[at - 1] ?? '') <= one);
  const after = name !== '' && isSorted ? names.filter((one) => one < name).length : names.length;
  const lineBreak = lineBreakOf(text);
  const before = properties[after - 1];
  if (before) {
    const gap = lineBreak + indentAt(text, startOf(before));
    return insertAll(text, [{ offset: endOf(before), text: `,${gap}${entry}` }]);
  }
  const outer = indentAt(text, startOf(object));
  const inner = lineBreak + outer + unitOf(text);
  const [next] = properties;
  if (next) return insertAll(text, [{ offset: startOf(next), text: `${entry},${inner}` }]);
  const rest = text.slice(endOf(object));
  return `${text.slice(0, startOf(object))}{${inner}${entry}${lineBreak}${outer}}${rest}`;
}

function isProperty(node: { type: string }): node is ObjectProperty {
  return node.type === 'ObjectProperty';
}

function keyOf({ key }: ObjectProperty): string {
  return key.type === 'StringLiteral' ? key.value : '';
}
