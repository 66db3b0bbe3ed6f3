// Owns the content and order of the Errors & Troubleshooting page.
import { type Block, code, heading, type Page, paragraph } from './blocks.js';
import { errorReferenceBlocks } from './error-tables.js';
import { troubleshootingBlocks } from './troubleshooting.js';

/** Where the project lives. */
export const REPOSITORY_URL = 'https://github.com/affitor/affitor';

export interface ErrorsPageOptions {
  /** Where readers report problems. */
  readonly issuesUrl?: string;
  /** Where readers edit the source of the page. */
  readonly editUrl?: string;
  /** Address of the API that the examples call. */
  readonly serverUrl?: string;
}

/** Puts the page together. */
export function errorsPage({
  issuesUrl = `${REPOSITORY_URL}/issues`,
  editUrl = `${REPOSITORY_URL}/edit/main/packages/contract/src/errors`,
  serverUrl = 'https://api.affitor.com',
}: ErrorsPageOptions = {}): Page {
  return {
    title: 'Errors & Troubleshooting',
    summary: 'Every error of the Affitor API, what it means, and how to solve common problems.',
    editUrl,
    blocks: [
      betaNotice(issuesUrl),
      paragraph(
        'This page lists every error that the API can answer, and helps with the problems that',
        'integrations meet most often.',
      ),
      ...errorShapeBlocks(),
      ...errorReferenceBlocks(),
      ...troubleshootingBlocks(serverUrl),
    ],
  };
}

function betaNotice(issuesUrl: string): Block {
  return {
    kind: 'notice',
    text:
      '**Beta.** The Affitor SDKs and CLI are in active development. The documented happy path ' +
      `works; edge cases may change. Please [report issues on GitHub](${issuesUrl}).`,
  };
}

function errorShapeBlocks(): Block[] {
  return [
    heading(2, 'Error response shape'),
    paragraph(
      'Every error is a JSON object with one text, `error`. Nothing is wrapped around it and',
      'nothing stands beside it:',
    ),
    code('json', '{', '  "error": "transaction_id is required and must be a string"', '}'),
    paragraph('What programs need to know travels in the headers of the answer:'),
    {
      kind: 'table',
      columns: ['Header', 'What it says'],
      rows: HEADERS.map((cells) => ({ cells })),
    },
  ];
}

const HEADERS: readonly (readonly [string, string])[] = [
  ['`X-Request-Id`', 'Names the request in the logs of the service. On every answer.'],
  [
    '`X-Affitor-Error-Code`',
    'The stable code of the situation, as in the last column of the tables below. Codes do not ' +
      'change; decide by them rather than by the text.',
  ],
  ['`Link`', 'Leads to the row of the code on this page, with `rel="help"`.'],
  ['`Retry-After`', 'With 429 and 503: how many seconds to wait before the next attempt.'],
  [
    '`X-Affitor-Sale-Id`, `X-Affitor-Commission-Id`',
    'With the 409 of a sale of your own program: the ids of what was recorded before, for when ' +
      'the first answer was lost.',
  ],
];
