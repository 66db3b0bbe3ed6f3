// Owns what other packages may use of the OpenAPI builder.
export { buildOpenApi, type OpenApiDocument, type OpenApiOptions, openApiPath } from './build.js';
