// Owns the pages of the API reference: one per tag, made from the same document as /openapi.json.
import { buildOpenApi, ERRORS, operations, TAGS } from '@affitor/contract';
import { tagPage } from './contents.mjs';

const document = buildOpenApi({ version: '0', serverUrl: 'https://affiliates.example.com' });
const openApiPath = (path) => path.replaceAll(/:([A-Za-z_]+)/g, '{$1}');

const AUTH = {
  none: 'No key is needed.',
  program_key: 'Needs the API key of the program (`aff_…`).',
  program_key_optional: 'Takes the API key of the program (`aff_…`); works without one.',
  management: 'Needs a management key (`affk_…`) or a signed-in person.',
  session: 'Needs a signed-in person.',
};

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ');

const row = (...cells) => `| ${cells.join(' | ')} |`;

/** The schema behind a reference. */
function resolve(schema) {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(document.components.schemas[name]);
}

/** A schema in a few words: `string`, `integer or null`, `list of object`. */
function typeOf(schema) {
  const found = resolve(schema) ?? {};
  if (found.const !== undefined) return `\`${JSON.stringify(found.const)}\``;
  if (found.enum) return found.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  const choices = found.anyOf ?? found.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (found.type === 'array') return `list of ${typeOf(found.items)}`;
  return Array.isArray(found.type) ? found.type.join(' or ') : (found.type ?? 'any');
}

function fieldTable(schema, presence) {
  const { properties = {}, required = [] } = resolve(schema) ?? {};
  const rows = Object.entries(properties).map(([name, field]) => {
    const description = field.description ?? resolve(field).description;
    const isThere = required.includes(name) ? 'yes' : '';
    return row(`\`${name}\``, cell(typeOf(field)), isThere, cell(description));
  });
  if (rows.length === 0) return null;
  return [row('Field', 'Type', presence, 'Meaning'), row('---', '---', '---', '---'), ...rows].join(
    '\n',
  );
}

/** What is answered: its fields, one table for each form that it can have. */
function answerTables(schema, status) {
  const { properties } = resolve(schema) ?? {};
  // The management API wraps everything in `data`, often a list.
  const data = properties?.data && Object.keys(properties).length <= 3 ? properties.data : null;
  const inner = resolve(data ?? schema);
  const one = inner?.type === 'array' ? resolve(inner.items) : inner;
  const forms = one?.anyOf ?? one?.oneOf ?? [one];
  const tables = forms.map((form) => fieldTable(form, 'Always there')).filter(Boolean);
  if (tables.length === 0) return null;
  const place = data === null ? '' : `, in \`data\`${one === inner ? '' : ', a list of'}`;
  return [`**Answer, status ${status}${place}**`, tables.join('\n\nor\n\n')].join('\n\n');
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
