// Owns what pages take from code: single values in the text, and whole tables.
import * as contract from '@affitor/contract';
import { CONFIG_VARIABLES } from '../../packages/server/dist/config.js';
import { VERSION } from '../../packages/server/dist/version.js';
import { readJson } from './files.mjs';
import { cell } from './schema-tables.mjs';
import { TOOL_BLOCKS } from './tool-blocks.mjs';

const root = readJson(new URL('../../package.json', import.meta.url));
const variable = Object.fromEntries(CONFIG_VARIABLES.map((one) => [one.name, one]));
const defaults = contract.PROGRAM_DEFAULTS;

/** `[[name]]` in a page becomes one of these. */
const VALUES = {
  version: VERSION,
  node: root.engines.node.replace('>=', ''),
  repository: contract.REPOSITORY_URL,
  cookieWindowDays: defaults.cookie_window_days,
  commissionPercent: defaults.default_commission_rate,
  durationMonths: defaults.default_duration_months,
  holdDays: defaults.default_hold_period_days,
  port: variable.PORT.default,
  dataDir: variable.AFFITOR_DATA_DIR.default,
  batchRowsMax: variable.BATCH_ROWS_MAX.default,
  batchQueueMax: variable.BATCH_QUEUE_MAX.default,
  errorCount: contract.ERROR_CODES.length,
  operationCount: contract.operations.length,
};

const code = (value) => (value === null || value === '' ? '' : `\`${value}\``);

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `<!-- made: name -->` in a page becomes one of these. */
const BLOCKS = {
  ...TOOL_BLOCKS,
  configuration: () =>
    table(
      ['Variable', 'Default', 'Meaning'],
      CONFIG_VARIABLES.map(({ name, default: value, meaning, allowed, isSecret }) => [
        `<a id="${name}"></a>${code(name)}${isSecret ? '<br>(secret)' : ''}`,
        code(value),
        `${cell(meaning)} Allowed: ${cell(allowed)}.`,
      ]),
    ),
  programDefaults: () =>
    table(
      ['Setting', 'Default'],
      Object.entries(defaults).map(([name, value]) => [code(name), code(JSON.stringify(value))]),
    ),
  limits: () =>
    table(
      ['Limit', 'Value'],
      Object.entries(contract.TRACKING_LIMITS).map(([name, value]) => [
        name.replaceAll(/([A-Z])/g, ' $1').toLowerCase(),
        value.toLocaleString('en-US'),
      ]),
    ),
  reasons: () =>
    table(
      ['Code', 'What it says', 'What helps'],
      Object.entries(contract.REASONS).map(([name, { sentence, fix }]) => [
        code(name),
        cell(sentence),
        cell(fix ?? 'Nothing has to be done.'),
      ]),
    ),
  stripeReasons: () =>
    table(
      ['Outcome', 'Reason', 'What it says'],
      Object.entries(contract.STRIPE_EVENT_REASONS).flatMap(([outcome, reasons]) =>
        Object.entries(reasons).map(([name, sentence]) => [outcome, code(name), cell(sentence)]),
      ),
    ),
  metrics: () =>
    table(
      ['Figure', 'What it counts'],
      Object.values(contract.METRICS).map(({ label, definition }) => [label, cell(definition)]),
    ),
  scopes: () => contract.SCOPES.map((scope) => `- ${code(scope)}`).join('\n'),
};

/** The page with everything that comes from code put in; an unknown name ends the build. */
export function fillIn(text, file) {
  const find = (list, name) => {
    if (!Object.hasOwn(list, name)) throw new Error(`${file}: the code has nothing named ${name}`);
    return list[name];
  };
  return text
    .replaceAll(/\[\[(\w+)\]\]/g, (_, name) => String(find(VALUES, name)))
    .replaceAll(/<!-- made: (\w+) -->/g, (_, name) => find(BLOCKS, name)());
}
