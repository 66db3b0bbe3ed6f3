// Owns how a JSON Schema is told in a table: its fields, their types, what they mean.

export const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ');

export const row = (...cells) => `| ${cells.join(' | ')} |`;

/** The words for schemas of one document, whose references lead into `definitions`. */
export function describeSchemas(definitions) {
  /** The schema behind a reference. */
  function resolve(schema) {
    const name = schema?.$ref?.split('/').at(-1);
    return name === undefined ? schema : resolve(definitions[name]);
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

  /** A row for each field; null where there is none. */
  function fieldTable(schema, presence) {
    const { properties = {}, required = [] } = resolve(schema) ?? {};
    const rows = Object.entries(properties).map(([name, field]) => {
      const description = field.description ?? resolve(field).description;
      const isThere = required.includes(name) ? 'yes' : '';
      return row(`\`${name}\``, cell(typeOf(field)), isThere, cell(description));
    });
    if (rows.length === 0) return null;
    const head = [row('Field', 'Type', presence, 'Meaning'), row('---', '---', '---', '---')];
    return [...head, ...rows].join('\n');
  }

  /** One table for each form that a schema can have. */
  function formTables(schema, presence) {
    const found = resolve(schema);
    const forms = found?.anyOf ?? found?.oneOf ?? [found];
    const tables = forms.map((form) => fieldTable(form, presence)).filter(Boolean);
    return tables.length === 0 ? null : tables.join('\n\nor\n\n');
  }

  return { resolve, typeOf, fieldTable, formTables };
}
