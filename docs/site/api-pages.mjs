// Owns the pages of the API reference: one per tag, made from the same document as /openapi.json.
import { buildOpenApi, ERRORS, operations, TAGS } from '@affitor/contract';
import { tagPage } from './contents.mjs';
import { cell, describeSchemas, row } from './schema-tables.mjs';

const document = buildOpenApi({ version: '0', serverUrl: 'https://affiliates.example.com' });
const openApiPath = (path) => path.replaceAll(/:([A-Za-z_]+)/g, '{$1}');

const AUTH = {
  none: 'No key is needed.',
  program_key: 'Needs the API key of the program (`aff_…`).',
  program_key_optional: 'Takes the API key of the program (`aff_…`); works without one.',
  management: 'Needs a management key (`affk_…`) or a signed-in person.',
  session: 'Needs a signed-in person.',
};

const { resolve, typeOf, fieldTable, formTables } = describeSchemas(document.components.schemas);

/** What is answered: its fields, one table for each form that it can have. */
function answerTables(schema, status) {
  const { properties } = resolve(schema) ?? {};
  // The management API wraps everything in `data`, often a list.
  const data = properties?.data && Object.keys(properties).length <= 3 ? properties.data : null;
  const inner = resolve(data ?? schema);
  const one = inner?.type === 'array' ? resolve(inner.items) : inner;
  const tables = formTables(one, 'Always there');
  if (tables === null) return null;
  const place = data === null ? '' : `, in \`data\`${one === inner ? '' : ', a list of'}`;
  return `**Answer, status ${status}${place}**\n\n${tables}`;
}

function parameterTable(parameters) {
  const rows = parameters.map(({ name, in: place, required, schema, description }) =>
    row(`\`${name}\``, place, cell(typeOf(schema)), required ? 'yes' : '', cell(description)),
  );
  const head = row('Parameter', 'In', 'Type', 'Required', 'Meaning');
  return [head, row('---', '---', '---', '---', '---'), ...rows].join('\n');
}

function describeAccess({ auth, scope, aliases }) {
  const scopeText = scope === undefined ? '' : ` The key needs the scope \`${scope}\`.`;
  const access = AUTH[auth] + scopeText;
  if (!aliases) return access;
  return `${access} Also at ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
}

/** The part of a page that describes one endpoint. */
function describe(operation) {
  const described = document.paths[openApiPath(operation.path)][operation.method.toLowerCase()];
  const status = String(operation.status ?? 200);
  const body = described.requestBody?.content['application/json'].schema;
  const reply = described.responses[status]?.content?.['application/json']?.schema;
  const fields = body && fieldTable(body, 'Required');
  const errors = operation.errors.map(
    (code) => `${ERRORS[code].status} [\`${code}\`](/errors#${code})`,
  );
  return [
    `## ${operation.summary} {#${operation.id}}`,
    `\`${operation.method} ${operation.path}\``,
    operation.description,
    describeAccess(operation),
    described.parameters && parameterTable(described.parameters),
    fields && `**Body**\n\n${fields}`,
    reply && answerTables(reply, status),
    operation.contentType && `Answers ${status}, \`${operation.contentType}\`.`,
    errors.length > 0 && `**Errors:** ${errors.join(', ')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The pages by their addresses. */
export function makeApiPages() {
  const tags = Object.fromEntries(
    document.tags.map(({ name, description }) => [name, description]),
  );
  return Object.fromEntries(
    TAGS.map((tag) => {
      const endpoints = operations.filter((operation) => operation.tag === tag).map(describe);
      const source = 'packages/contract/src/operations';
      const head = `---\ndescription: "${tags[tag]}"\nmadeFrom: ${source}\n---`;
      return [tagPage(tag), `${[head, `# ${tag}`, tags[tag], ...endpoints].join('\n\n')}\n`];
    }),
  );
}
