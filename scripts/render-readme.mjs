// Owns the parts of the README that come from code: the configuration table and the speed figures.
// Run it after a build; a test compares the README with what it would write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('..', import.meta.url);
const readme = new URL('README.md', root);

/** The configuration variables as a Markdown table. */
export function renderConfiguration(variables) {
  const rows = variables.map(({ name, default: value, meaning, allowed }) => {
    const shown = value === null || value === '' ? '' : `\`${value}\``;
    return `| \`${name}\` | ${shown} | ${meaning} Allowed: ${allowed}. |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The text with what stands between the markers of a section replaced. */
export function replaceSection(text, section, content) {
  const start = `<!-- ${section} -->\n`;
  const end = `<!-- /${section} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no section ${section}`);
  return `${text.slice(0, from) + start}${content}\n${text.slice(to)}`;
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const config = new URL('packages/server/dist/config.js', root);
  const { CONFIG_VARIABLES } = await import(config.href);
  const bench = new URL('bench/latest.md', root);
  let text = readFileSync(readme, 'utf8');
  text = replaceSection(text, 'configuration', renderConfiguration(CONFIG_VARIABLES));
  if (existsSync(bench)) text = replaceSection(text, 'bench', readFileSync(bench, 'utf8').trim());
  writeFileSync(readme, text);
  process.stdout.write(`${fileURLToPath(readme)} is up to date\n`);
}
