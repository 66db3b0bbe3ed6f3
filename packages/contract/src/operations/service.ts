// Owns the endpoints that operate the service: health, metrics and documents.
import * as service from '../schemas/service.js';
import { defineOperation } from './operation.js';

export const SERVICE_OPERATIONS = {
  checkLiveness: defineOperation({
    id: 'checkLiveness',
    method: 'GET',
    path: '/livez',
    tag: 'Service',
    summary: 'Tell whether the process runs',
    description: 'Asks nothing of the database; restart the process when this fails.',
    auth: 'none',
    response: service.liveness,
    errors: [],
  }),
  checkReadiness: defineOperation({
    id: 'checkReadiness',
    method: 'GET',
    path: '/readyz',
    tag: 'Service',
    summary: 'Tell whether the service can take requests',
    description: 'Checks the database, its migrations and the age of the job queue.',
    auth: 'none',
    response: service.readiness,
    otherResponses: { 503: service.readiness },
    errors: [],
  }),
  readMetrics: defineOperation({
    id: 'readMetrics',
    method: 'GET',
    path: '/metrics',
    tag: 'Service',
    summary: 'Read metrics in the Prometheus text format',
    description: 'Counters and histograms of this process; keep it away from the public network.',
    auth: 'none',
    response: service.plainText,
    contentType: 'text/plain',
    errors: ['internal_error'],
  }),
  readOpenApi: defineOperation({
    id: 'readOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Service',
    summary: 'Read this document',
    description: 'The OpenAPI 3.1 description of every endpoint of this service.',
    auth: 'none',
    response: service.openApiDocument,
    errors: [],
  }),
  readErrorsPage: defineOperation({
    id: 'readErrorsPage',
    method: 'GET',
    path: '/docs/errors',
    tag: 'Service',
    summary: 'Read the Errors & Troubleshooting page',
    description: 'Every error with its meaning and its fix, as a web page.',
    auth: 'none',
    response: service.plainText,
    contentType: 'text/html',
    errors: [],
  }),
  readTrackerScript: defineOperation({
    id: 'readTrackerScript',
    method: 'GET',
    path: '/js/affitor-tracker.js',
    aliases: ['/js/affitor-tracker-uat.js', '/js/affitor-tracker-local.js'],
    tag: 'Service',
    summary: 'Load the script tag',
    description:
      'The browser SDK as one script. Compressed, cached for a day, with an ETag. The other ' +
      'names are those that older loaders ask for.',
    auth: 'none',
    response: service.plainText,
    contentType: 'text/javascript',
    errors: [],
  }),
  readTrackerIntegrity: defineOperation({
    id: 'readTrackerIntegrity',
    method: 'GET',
    path: '/js/affitor-tracker.json',
    tag: 'Service',
    summary: 'Read how to pin the script tag',
    description:
      'The integrity hash of the script as this version serves it, and the sources that a ' +
      'Content Security Policy must allow. A pinned hash must be renewed when the service is ' +
      'upgraded.',
    auth: 'none',
    response: service.trackerIntegrity,
    errors: [],
  }),
} as const;
