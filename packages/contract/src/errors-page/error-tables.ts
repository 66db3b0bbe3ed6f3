// Owns the reference half of the errors page: one table per section of the catalogue.
import {
  ERROR_CODES,
  ERROR_SECTIONS,
  ERRORS,
  type ErrorCode,
  type ErrorRow,
  type ErrorSection,
} from '../errors/index.js';
import {
  OPERATIONS_BY_ERROR,
  type Operation,
  operations,
  UNROUTED_ERRORS,
} from '../operations/index.js';
import { type Block, heading, paragraph, type TableRow } from './blocks.js';

const COLUMNS = ['Status', 'Error message', 'Condition', 'Meaning', 'Fix', 'Where', 'Code'];

/** Names of the tracking calls as the prose uses them; other operations go by their summary. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  trackClick: 'click',
  trackLead: 'lead',
  trackSale: 'sale',
  trackRefund: 'refund',
  findTrackedSale: 'sale look-up',
};

/** More callers than this are summed up instead of listed. */
const LISTED_OPERATIONS_MAX = 6;

interface SectionText {
  readonly level: 2 | 3;
  readonly title: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** A heading above this one that groups it with the sections that follow. */
  readonly group?: string;
}

const SECTION_TEXTS: Readonly<Record<ErrorSection, SectionText>> = {
  authentication: {
    level: 3,
    title: 'Authentication errors (401)',
    after: [
      'A Bearer token is required by `POST /api/v1/track/sale`, `POST /api/v1/track/refund` and ' +
        'the sale look-up. The lead endpoint accepts one for server mode and needs none for ' +
        'browser mode; a token that is sent and matches nothing is refused there as well. Click ' +
        'never needs a token.',
    ],
  },
  origin: {
    level: 3,
    title: 'Foreign origins (403)',
    before: [
      'Answered only where the operator has set `FOREIGN_ORIGINS=refuse`. Otherwise such a call ' +
        'is recorded, and the page cannot read the answer (see [CORS](#cors)).',
    ],
  },
  click: {
    level: 3,
    title: 'Track click (400)',
    before: ['Within each table of validation errors, the first row that applies is answered.'],
  },
  lead: { level: 3, title: 'Track lead (400)' },
  sale: { level: 3, title: 'Track sale (400)' },
  refund: { level: 3, title: 'Track refund (400)' },
  fields: {
    level: 3,
    title: 'Field limits and types (400)',
    before: ['`<field>` and `<limit>` stand for the name of the field and its limit.'],
  },
  conflict: {
    level: 3,
    title: 'Conflict errors (409)',
    after: [
      'Duplicates are recognised by `processor_event_id`, which is the `transaction_id` that was ' +
        'sent. The check is global: it covers all programs, not only yours.',
    ],
  },
  not_found: { level: 3, title: 'Not found errors (404)' },
  server: {
    level: 3,
    title: 'Server errors (500)',
    after: [
      'Updating metrics is the tenth and last step before a sale is answered. If it fails, a ' +
        'warning is logged, the counters are corrected later, and the request still succeeds: ' +
        'the sale and its commission exist.',
    ],
  },
  transport: {
    level: 3,
    title: 'Transport errors',
    before: ['These are answered before an endpoint has looked at the request.'],
  },
  management_access: {
    level: 3,
    group: 'Management API errors',
    title: 'Management keys and sessions (400, 401, 403)',
    before: [
      'The management API answers errors in the same shape. It reads management keys (`affk_`), ' +
        'never program API keys.',
    ],
  },
  management_input: { level: 3, title: 'Management input (400)' },
  management_not_found: { level: 3, title: 'Management records (404)' },
  management_conflict: { level: 3, title: 'Management conflicts (409)' },
  account: { level: 3, title: 'Accounts and sign-in' },
  readiness: {
    level: 3,
    title: 'Readiness, test events and the command line',
    before: [
      'Errors of `GET /api/v1/programs/me/readiness`, and the 429 of a synthetic chain that a ' +
        'program key started, are objects: `{"error": {"code": "...", "message": "..."}}`.',
    ],
  },
  stripe: {
    level: 3,
    title: 'Stripe',
    before: ['What Stripe is answered when it delivers an event, and what replaying one can meet.'],
  },
};

/** Renders every section of the catalogue as blocks, in its order. */
export function errorReferenceBlocks(): Block[] {
  return [heading(2, 'Error reference'), ...ERROR_SECTIONS.flatMap(sectionBlocks)];
}

function sectionBlocks(section: ErrorSection): Block[] {
  const text = SECTION_TEXTS[section];
  return [
    ...(text.group === undefined ? [] : [heading(2, text.group)]),
    heading(text.level, text.title),
    ...(text.before ?? []).map((sentence) => paragraph(sentence)),
    {
      kind: 'table',
      columns: COLUMNS,
      rows: ERROR_CODES.filter((code) => ERRORS[code].section === section).map(tableRow),
    },
    ...(text.after ?? []).map((sentence) => paragraph(sentence)),
  ];
}

function tableRow(code: ErrorCode): TableRow {
  const row: ErrorRow = ERRORS[code];
  const retry = row.retryable ? ' Retrying can help.' : '';
  return {
    anchor: code,
    cells: [
      String(row.status),
      `\`${row.message}\``,
      sentence(row.condition),
      row.meaning,
      `${row.fix}${retry}`,
      describeWhere(code),
      `[\`${code}\`](#${code})`,
    ],
  };
}

/** Conditions read as phrases in the API documents and as sentences in a table. */
function sentence(phrase: string): string {
  return /[.!?]$/.test(phrase) ? phrase : `${phrase}.`;
}

function describeWhere(code: ErrorCode): string {
  if ((UNROUTED_ERRORS as readonly ErrorCode[]).includes(code)) return 'any request';
  const answering = OPERATIONS_BY_ERROR.get(code) ?? [];
  const tracking = answering.filter(({ tag }) => tag === 'Tracking');
  const others = answering.filter(({ tag }) => tag !== 'Tracking');
  return [...tracking.map(nameOf), ...summarise(others)].join(', ');
}

function nameOf(operation: Operation): string {
  return SHORT_NAMES[operation.id] ?? `\`${operation.method} ${operation.path}\``;
}

function summarise(others: readonly Operation[]): string[] {
  if (others.length <= LISTED_OPERATIONS_MAX) return others.map(nameOf);
  const management = operations.filter(({ auth }) => auth === 'management');
  const withBody = management.filter(({ body }) => body !== undefined);
  if (management.every((operation) => others.includes(operation))) return ['management API'];
  if (withBody.every((operation) => others.includes(operation))) {
    return ['management API (calls with a body)'];
  }
  return ['management API (calls within a program)'];
}
