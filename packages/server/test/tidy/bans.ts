// Owns the calls and words that may not appear, each with what to use instead.
import ts from 'typescript';
import { isSql, lineOf, parse, visit } from './syntax.js';
import { type FileRule, type Finding, isCode, isProduct } from './tree.js';

const SERVER = 'packages/server/src/';
const isTestOrScript = (path: string) =>
  /\.test\.tsx?$|^packages\/[^/]+\/test\/|^(?:scripts|bench|e2e)\/|^[^/]+$/.test(path);

/** A program of its own, written as those who copy it write theirs. */
const isExample = (path: string) => path.startsWith('examples/');

/** A package's own door; what runs in browsers has doors of its own. */
const isDoorNamed = (name: string, path: string) =>
  new RegExp(`^packages/(?:server|sdk|dashboard|cli)/src/platform/${name}\\.ts$`).test(path);

/** A call or property that is banned outside its doors. */
interface Ban {
  /** The written form: `Date.now`, `.toFixed`, `new Date()` (without arguments), `parseFloat`. */
  forms: string[];
  instead: string;
  isDoor: (path: string) => boolean;
}

const BANS: Ban[] = [
  {
    forms: ['new Date()', 'Date()', 'Date.now'],
    instead:
      'take a Clock and call clock.now() (platform/clock.ts), so that tests can set the time',
    isDoor: (path) => isDoorNamed('clock', path) || isTestOrScript(path) || isExample(path),
  },
  {
    forms: ['Math.random'],
    instead: 'use platform/ids.ts in the service and fast-check or a seeded generator in tests',
    isDoor: (path) => isDoorNamed('ids', path) || isDoorNamed('chance', path),
  },
  {
    forms: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', '.randomUUID'],
    instead: 'use platform/ids.ts, the one door to randomness',
    isDoor: (path) =>
      path.startsWith(`${SERVER}platform/`) ||
      isDoorNamed('chance', path) ||
      isTestOrScript(path) ||
      isExample(path),
  },
  {
    forms: ['parseFloat', '.parseFloat', '.toFixed'],
    instead: 'money is bigint minor units; parse with BigInt and print with the money formatter',
    isDoor: (path) => /^(?:bench|scripts)\//.test(path),
  },
  {
    forms: ['process.env'],
    instead: 'read it in packages/server/src/config.ts, which validates it, and pass the value',
    isDoor: (path) =>
      path === `${SERVER}config.ts` ||
      path === 'packages/mcp/src/main.ts' ||
      path === 'packages/cli/src/main.ts' ||
      isTestOrScript(path) ||
      /^examples\/[^/]+\/src\/settings\.js$/.test(path),
  },
  {
    forms: ['.skip', '.only', '.todo'],
    instead: 'mend the test or delete it; a test that does not run protects nothing',
    isDoor: () => false,
  },
];

/** Calls whose replacement keeps time, chance, money and configuration in one place each. */
export const bannedCalls: FileRule = (file) => {
  if (!isCode(file.path)) return [];
  const bans = BANS.filter((ban) => !ban.isDoor(file.path));
  const findings: Finding[] = [];
  visit(parse(file), (node) => {
    const forms = formsOf(node);
    const ban = bans.find((candidate) => candidate.forms.some((form) => forms.includes(form)));
    if (!ban) return;
    const message = `${forms[0]} is banned here: ${ban.instead}.`;
    findings.push({ rule: 'banned-call', path: file.path, line: lineOf(node), message });
  });
  return findings;
};

function formsOf(node: ts.Node): string[] {
  if (ts.isNewExpression(node)) {
    const isBare = (node.arguments?.length ?? 0) === 0;
    return isBare ? [`new ${node.expression.getText()}()`] : [];
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    return [node.expression.text, `${node.expression.text}()`];
  }
  if (!ts.isPropertyAccessExpression(node)) return [];
  const [owner, name] = [node.expression.getText(), node.name.text];
  const isTestModifier = ['skip', 'only', 'todo'].includes(name);
  if (isTestModifier && !/^(?:describe|it|test)\b/.test(owner)) return [];
  return [`${owner}.${name}`, `.${name}`];
}

const isSqlDoor = (path: string) =>
  /\/store[^/]*\.ts$/.test(path) || path.startsWith(`${SERVER}platform/`);

/** SQL has one door per domain, so that a reader of the schema knows where to look. */
export const sqlOutsideStores: FileRule = (file) => {
  if (!file.path.startsWith(SERVER) || !isProduct(file.path) || isSqlDoor(file.path)) return [];
  const findings: Finding[] = [];
  visit(parse(file), (node) => {
    if (!isSql(node)) return;
    const message = 'SQL outside a store: move the statement into the domain’s store*.ts.';
    findings.push({ rule: 'sql-outside-store', path: file.path, line: lineOf(node), message });
  });
  return findings;
};

/** Reporting reads the tables of every domain; if it wrote them, no domain would own its rows. */
export const reportingWrites: FileRule = (file) => {
  if (!file.path.startsWith(`${SERVER}reporting/`) || !isProduct(file.path)) return [];
  const findings: Finding[] = [];
  visit(parse(file), (node) => {
    if (!isSql(node) || !/\b(?:insert|update|delete|merge)(?!e?d)/i.test(node.getText())) return;
    const message = 'reporting writes: call the function of the domain that owns the table.';
    findings.push({ rule: 'reporting-writes', path: file.path, line: lineOf(node), message });
  });
  return findings;
};

// Written so that the pattern does not find itself.
const LEFTOVER = /\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|\btemporaril[y]\b|@ts-(?:ignor[e]|nochec[k])/;

/** A remark nobody owns stays for ever: do it now, or write it where work is planned. */
export const leftoverWords: FileRule = (file) => {
  if (!isCode(file.path) && !/\.(?:sql|ya?ml|sh)$/.test(file.path)) return [];
  return file.text.split('\n').flatMap((text, index): Finding[] => {
    const word = LEFTOVER.exec(text)?.[0];
    if (!word) return [];
    const message = `“${word}”: do it now, or leave it out of the code.`;
    return [{ rule: 'leftover-word', path: file.path, line: index + 1, message }];
  });
};
