// Owns the management operations of programs, their keys and their test data.
import { dataOf, deleted, listOf, programParams } from '../schemas/primitives.js';
import * as programs from '../schemas/programs.js';
import { BODY_ERRORS, defineOperation, MANAGEMENT_ERRORS, PROGRAM_ERRORS } from './operation.js';

const PROGRAMS = '/api/advertiser/affiliate-programs';
const PROGRAM = `${PROGRAMS}/:id` as const;

export const PROGRAM_OPERATIONS = {
  listPrograms: defineOperation({
    id: 'listPrograms',
    method: 'GET',
    path: PROGRAMS,
    tag: 'Programs',
    summary: 'List programs',
    description: 'All programs of the workspace that the key covers, oldest first.',
    auth: 'management',
    scope: 'program:list',
    response: listOf(programs.program),
    errors: MANAGEMENT_ERRORS,
  }),
  createProgram: defineOperation({
    id: 'createProgram',
    method: 'POST',
    path: PROGRAMS,
    tag: 'Programs',
    summary: 'Create a program',
    description:
      'Makes the program, its Default group with a first policy from the `default_*` fields, ' +
      'and its API key. The full key is in this answer and nowhere else.',
    auth: 'management',
    scope: 'program:create',
    body: programs.createProgramBody,
    response: dataOf(programs.createdProgram),
    status: 201,
    errors: [...MANAGEMENT_ERRORS, ...BODY_ERRORS, 'program_out_of_scope', 'slug_taken'],
  }),
  createSampleProgram: defineOperation({
    id: 'createSampleProgram',
    method: 'POST',
    path: '/api/advertiser/sample-program',
    tag: 'Programs',
    summary: 'Make a program with invented history',
    description:
      'For looking around: six weeks of invented visitors, sign-ups, payments and refunds, ' +
      'tracked by the functions of real calls in a program of its own. It fills within a ' +
      'minute. A workspace has one at most, which is answered when it exists; remove it like ' +
      'any program.',
    auth: 'management',
    scope: 'program:create',
    response: dataOf(programs.program),
    errors: [...MANAGEMENT_ERRORS, 'program_out_of_scope'],
  }),
  readProgram: defineOperation({
    id: 'readProgram',
    method: 'GET',
    path: PROGRAM,
    tag: 'Programs',
    summary: 'Read a program',
    description: 'All settings of the program; its API key in masked form only.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    response: dataOf(programs.program),
    errors: PROGRAM_ERRORS,
  }),
  updateProgram: defineOperation({
    id: 'updateProgram',
    method: 'PUT',
    path: PROGRAM,
    tag: 'Programs',
    summary: 'Change the settings of a program',
    description:
      'Only the settings in the body change. Allowed origins take effect on the next request; ' +
      'a `default_*` field makes a new version of the policy of the Default group.',
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    body: programs.updateProgramBody,
    response: dataOf(programs.program),
    errors: [
      ...PROGRAM_ERRORS,
      ...BODY_ERRORS,
      'slug_taken',
      'program_status_conflict',
      'policy_effective_from_conflict',
    ],
  }),
  deleteProgram: defineOperation({
    id: 'deleteProgram',
    method: 'DELETE',
    path: PROGRAM,
    tag: 'Programs',
    summary: 'Delete a program',
    description: 'Its key, origins and links stop working at once; its books are kept.',
    auth: 'management',
    scope: 'program:delete',
    params: programParams,
    response: dataOf(deleted),
    errors: PROGRAM_ERRORS,
  }),
  goLiveProgram: defineOperation({
    id: 'goLiveProgram',
    method: 'POST',
    path: `${PROGRAM}/go-live`,
    tag: 'Programs',
    summary: 'Take a draft program live',
    description: 'Moves the program from `draft` to `active`. Tracking works in every status.',
    auth: 'management',
    scope: 'program:go_live',
    params: programParams,
    response: dataOf(programs.program),
    errors: [...PROGRAM_ERRORS, 'program_not_draft'],
  }),
  regenerateApiToken: defineOperation({
    id: 'regenerateApiToken',
    method: 'POST',
    path: `${PROGRAM}/regenerate-api-token`,
    tag: 'Programs',
    summary: 'Replace the API key of a program',
    description: 'The old key stops working at once. The new one is shown in this answer only.',
    auth: 'management',
    scope: 'program:regenerate-token',
    params: programParams,
    response: dataOf(programs.regeneratedToken),
    errors: PROGRAM_ERRORS,
  }),
  deleteTestData: defineOperation({
    id: 'deleteTestData',
    method: 'DELETE',
    path: `${PROGRAM}/test-data`,
    tag: 'Programs',
    summary: 'Delete the test data of a program',
    description:
      'Removes every event recorded in test mode, which frees the transaction ids of test sales.',
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    response: dataOf(programs.deletedTestData),
    errors: PROGRAM_ERRORS,
  }),
} as const;
