// Owns the operations on what is set up around a program: logo, check of an origin, test data.
import { dataOf, deleted, programParams } from '../schemas/primitives.js';
import * as setup from '../schemas/program-setup.js';
import { plainText } from '../schemas/service.js';
import { BODY_ERRORS, defineOperation, PROGRAM_ERRORS } from './operation.js';

const PROGRAM = '/api/advertiser/affiliate-programs/:id';

export const PROGRAM_SETUP_OPERATIONS = {
  replaceLogo: defineOperation({
    id: 'replaceLogo',
    method: 'PUT',
    path: `${PROGRAM}/logo`,
    tag: 'Programs',
    summary: 'Upload the logo of a program',
    description:
      'Replaces the logo and makes its address the `logo_url` of the program. The content is ' +
      'checked: kind, size in pixels, size in bytes.',
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    body: setup.logoBody,
    response: dataOf(setup.logo),
    errors: [...PROGRAM_ERRORS, ...BODY_ERRORS],
  }),
  deleteLogo: defineOperation({
    id: 'deleteLogo',
    method: 'DELETE',
    path: `${PROGRAM}/logo`,
    tag: 'Programs',
    summary: 'Remove the logo of a program',
    description: 'Its `logo_url` is null afterwards. Repeating is harmless.',
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    response: dataOf(deleted),
    errors: PROGRAM_ERRORS,
  }),
  readLogo: defineOperation({
    id: 'readLogo',
    method: 'GET',
    path: '/logos/:programId/:digest',
    tag: 'Service',
    summary: 'Load the logo of a program',
    description:
      'The image as it was uploaded, with a policy under which nothing in it can run. Logos are ' +
      'public.',
    auth: 'none',
    params: setup.logoParams,
    response: plainText,
    contentType: 'image/*',
    errors: ['internal_error'],
  }),
  checkOrigin: defineOperation({
    id: 'checkOrigin',
    method: 'GET',
    path: `${PROGRAM}/origin-check`,
    tag: 'Programs',
    summary: 'Check whether pages of an origin may report',
    description:
      'Decides as tracking decides about click and lead, and names the entries of ' +
      '`allowed_origins` that allow it.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    query: setup.originCheckQuery,
    response: dataOf(setup.originCheck),
    errors: PROGRAM_ERRORS,
  }),
  readTestData: defineOperation({
    id: 'readTestData',
    method: 'GET',
    path: `${PROGRAM}/test-data`,
    tag: 'Programs',
    summary: 'Count the test data of a program',
    description: 'What deleting it would remove.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    response: dataOf(setup.testData),
    errors: PROGRAM_ERRORS,
  }),
} as const;
