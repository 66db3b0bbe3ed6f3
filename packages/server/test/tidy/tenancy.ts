// Owns the tenancy rule: what a store exports reads and writes one tenant's rows, or says why not.
import ts from 'typescript';
import { codeOf, isSql, lineOf, parse, visit } from './syntax.js';
import { type FileRule, type Finding, isProduct } from './tree.js';

const TENANT = /program_?id|workspace_?id/i;
const EXEMPTION = /tenant: \S/;

/**
 * Every exported store function whose SQL (its own, or that of the functions of its file it uses)
 * names neither program nor workspace needs a comment `// tenant: <reason>` above it.
 */
export const tenantlessStore: FileRule = (file) => {
  const isStore = /^packages\/server\/src\/(?!platform\/).+\/store[^/]*\.ts$/.test(file.path);
  if (!isStore || !isProduct(file.path)) return [];
  const source = parse(file);
  const declarations = topLevelDeclarations(source);
  const findings: Finding[] = [];
  for (const [name, statement] of declarations) {
    if (!isExportedFunction(statement)) continue;
    const reached = reachable(statement, declarations);
    const code = reached.filter(holdsSql).map(sqlTextOf).join(' ');
    if (code === '' || TENANT.test(code) || EXEMPTION.test(commentsAbove(statement))) continue;
    const message =
      `${name} reads or writes rows of any tenant: name program_id or workspace_id in its SQL, ` +
      'or write “// tenant: <reason>” above it.';
    findings.push({ rule: 'tenantless-store', path: file.path, line: lineOf(statement), message });
  }
  return findings;
};

function topLevelDeclarations(source: ts.SourceFile): Map<string, ts.Statement> {
  const found = new Map<string, ts.Statement>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      found.set(statement.name.text, statement);
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) found.set(name.text, statement);
    }
  }
  return found;
}

function isExportedFunction(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (!modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return false;
  if (ts.isFunctionDeclaration(statement)) return true;
  let holdsFunction = false;
  visit(statement, (node) => {
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) holdsFunction = true;
  });
  return holdsFunction;
}

/** The statement and everything of the same file that it uses, directly or through others. */
function reachable(start: ts.Statement, declarations: Map<string, ts.Statement>): ts.Statement[] {
  const found = new Set([start]);
  for (const statement of found) {
    visit(statement, (node) => {
      const used = ts.isIdentifier(node) ? declarations.get(node.text) : undefined;
      if (used) found.add(used);
    });
  }
  return [...found];
}

function holdsSql(statement: ts.Statement): boolean {
  let found = false;
  visit(statement, (node) => {
    if (isSql(node)) found = true;
  });
  return found;
}

/**
 * Parameters do not count: a tenant that is accepted and then not used in the statement is the
 * very slip this rule is for.
 */
function sqlTextOf(statement: ts.Statement): string {
  if (ts.isFunctionDeclaration(statement)) return statement.body ? codeOf(statement.body) : '';
  return codeOf(statement);
}

function commentsAbove(statement: ts.Statement): string {
  const text = statement.getSourceFile().text;
  const ranges = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
  return ranges.map(({ pos, end }) => text.slice(pos, end)).join('\n');
}
