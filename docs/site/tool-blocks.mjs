// Owns what the pages of the command line and the MCP server take from code: commands, tools, and
// the JSON Schemas of what they answer, which are published beside the pages.

import { buildCliSchemas, buildToolSchemas } from '@affitor/contract';
import { listTools } from '@affitor/mcp/reference';
import { renderSkill } from '@affitor/recipes';
import { renderReference } from 'affitor/reference';
import { cell, describeSchemas, row } from './schema-tables.mjs';

const cliSchemas = buildCliSchemas();
const toolSchemas = buildToolSchemas();
const tools = await listTools();
/** As on every page; the service itself puts its own address there. */
const EXAMPLE_URL = 'https://affiliates.example.com';

const cliFile = (words) => `schemas/cli/${words.replaceAll(' ', '-')}.json`;
const toolFile = (name) => `schemas/mcp/${name}.json`;

/** The published schemas by the paths of their files. */
export const SCHEMA_FILES = Object.fromEntries([
  ...Object.entries(cliSchemas).map(([words, schema]) => [cliFile(words), schema]),
  ...Object.entries(toolSchemas).map(([name, schema]) => [toolFile(name), schema]),
]);

/** What a command prints with `--json`. */
function describeOutput(words) {
  const schema = cliSchemas[words];
  if (!schema) return null;
  const tables = describeSchemas(schema.$defs ?? {}).formTables(schema, 'Always there');
  const heading = `With \`--json\` ([schema](/${cliFile(words)})):`;
  return tables === null ? heading : `${heading}\n\n${tables}`;
}

function describeTool({ name, title, description, inputSchema, annotations = {} }) {
  const inputs = describeSchemas(inputSchema.$defs ?? {}).fieldTable(inputSchema, 'Required');
  return [
    `### \`${name}\``,
    `**${title}.** ${cell(description)}`,
    inputs ?? 'It takes no input.',
    `${describeAnnotations(annotations)} Answers as its [schema](/${toolFile(name)}) says.`,
  ].join('\n\n');
}

function describeAnnotations({ readOnlyHint, destructiveHint, idempotentHint }) {
  if (readOnlyHint) return 'Only reads.';
  const kind = destructiveHint ? 'Changes what is there' : 'Adds';
  return idempotentHint ? `${kind}; a repeat changes nothing.` : `${kind}; a repeat does it again.`;
}

/** The runbook without its front matter, its headings below that of the section. */
function describeSkill() {
  const [, , body = ''] = /^---\n(.*?)\n---\n+# .*?\n+(.*)$/s.exec(
    renderSkill({ apiUrl: EXAMPLE_URL }),
  );
  return body.trim().replaceAll(/^## /gm, '### ');
}

export const TOOL_BLOCKS = {
  cliReference: () => renderReference(describeOutput).trim(),
  cliError: () => describeSchemas({}).fieldTable(cliSchemas.error, 'Always there'),
  mcpTools: () => tools.map(describeTool).join('\n\n'),
  mcpToolList: () =>
    [
      row('Tool', 'What it does', 'Changes data'),
      row('---', '---', '---'),
      ...tools.map(({ name, title, annotations }) =>
        row(`[\`${name}\`](#${name})`, title, annotations?.readOnlyHint ? 'no' : 'yes'),
      ),
    ].join('\n'),
  skill: describeSkill,
};
