// Owns the operations that prove an integration: readiness, test events and the synthetic chain.
import { dataOf, programParams } from '../schemas/primitives.js';
import * as readiness from '../schemas/readiness.js';
import { reportParams } from '../schemas/reporting.js';
import {
  BODY_ERRORS,
  CAPACITY_ERRORS,
  defineOperation,
  PROGRAM_ERRORS,
  PROGRAM_KEY_ERRORS,
} from './operation.js';

const PROGRAM = '/api/advertiser/affiliate-programs/:id';

const READINESS =
  'Five gates in order: profile, economics, payout, tracking, live. The tracking gate passes on ' +
  'real events, or when the page at the website address carries the script tag.';

const CHAIN =
  'A chain runs click, lead, sale and refund through the same functions as real calls, in a ' +
  'rehearsal of the program with its own partner and link: it reaches no figure, balance, ' +
  'payout or list of the program. At most ten per program and hour.';

export const READINESS_OPERATIONS = {
  readOwnReadiness: defineOperation({
    id: 'readOwnReadiness',
    method: 'GET',
    path: '/api/v1/programs/me/readiness',
    tag: 'Readiness',
    summary: 'Tell how far the integration of the program of the key is',
    description: `${READINESS} Errors are objects with \`code\` and \`message\`.`,
    auth: 'program_key',
    query: readiness.readinessQuery,
    response: readiness.programReadiness,
    errors: ['readiness_key_invalid', 'validation_failed', ...CAPACITY_ERRORS, 'readiness_failed'],
    typedErrors: {
      readiness_key_invalid: { code: 'invalid_key' },
      validation_failed: { code: 'invalid_request' },
      too_many_requests: { code: 'rate_limited' },
      service_overloaded: { code: 'overloaded' },
      service_shutting_down: { code: 'overloaded' },
      readiness_failed: { code: 'internal_error' },
    },
  }),
  sendCliTestEvent: defineOperation({
    id: 'sendCliTestEvent',
    method: 'POST',
    path: '/api/v1/cli/test-event',
    tag: 'Readiness',
    summary: 'Run a synthetic chain, or record one test event',
    description: CHAIN,
    auth: 'program_key',
    body: readiness.cliTestEventBody,
    response: dataOf(readiness.testEventOutcome),
    errors: [
      ...BODY_ERRORS,
      ...PROGRAM_KEY_ERRORS,
      'validation_failed',
      'program_id_mismatch',
      'synthetic_chains_exhausted',
      ...CAPACITY_ERRORS,
      'internal_error',
    ],
    typedErrors: { synthetic_chains_exhausted: { code: 'rate_limited', hasStatus: true } },
  }),
  readReadiness: defineOperation({
    id: 'readReadiness',
    method: 'GET',
    path: `${PROGRAM}/readiness`,
    tag: 'Readiness',
    summary: 'Tell how far the integration of a program is',
    description: READINESS,
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    query: readiness.readinessQuery,
    response: dataOf(readiness.programReadiness),
    errors: PROGRAM_ERRORS,
  }),
  readTrackingReadiness: defineOperation({
    id: 'readTrackingReadiness',
    method: 'GET',
    path: '/api/tracking/readiness/:programId',
    tag: 'Readiness',
    summary: 'Tell how far the integration of a program is, under its older path',
    description: READINESS,
    auth: 'management',
    scope: 'program:read',
    params: reportParams,
    query: readiness.readinessQuery,
    response: dataOf(readiness.programReadiness),
    errors: PROGRAM_ERRORS,
  }),
  sendTestEvent: defineOperation({
    id: 'sendTestEvent',
    method: 'POST',
    path: `${PROGRAM}/test-events`,
    tag: 'Readiness',
    summary: 'Record a test event of a program, or run a synthetic chain',
    description: `${CHAIN} Test events appear in the event feed with \`mode=test\`.`,
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    body: readiness.testEventBody,
    response: dataOf(readiness.testEventOutcome),
    errors: [...PROGRAM_ERRORS, ...BODY_ERRORS, 'synthetic_chains_exhausted'],
  }),
  runVerification: defineOperation({
    id: 'runVerification',
    method: 'POST',
    path: '/api/tracking/run-verification/:programId',
    tag: 'Readiness',
    summary: 'Run a synthetic chain of a program',
    description: CHAIN,
    auth: 'management',
    scope: 'program:update',
    params: reportParams,
    response: dataOf(readiness.chainResult),
    errors: [...PROGRAM_ERRORS, 'synthetic_chains_exhausted'],
  }),
} as const;
