// Owns what is added to the rendered site: pages as Markdown, llms.txt, the hashes of the policy,
// and compressed copies.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { PAGES, SECTIONS } from './contents.mjs';
import { addExplorer } from './explorer.mjs';
import { list, siteFolder, sourceFolder, write } from './files.mjs';

const SUMMARY =
  'Affiliate tracking and commissions that a SaaS company runs itself: clicks, signups, sales ' +
  'and refunds that partners bring, who earned what, and why.';

/** Adds to the site what VitePress does not make. */
export function publish() {
  const markdown = Object.fromEntries(PAGES.map(({ path: page }) => [page, readPage(page)]));
  for (const [page, { body }] of Object.entries(markdown)) {
    write(path.join(siteFolder, `${page}.md`), body);
  }
  const everything = Object.values(markdown).map(({ body }) => body.trim());
  const full = [`# Affitor\n\n> ${SUMMARY}`, ...everything].join('\n\n---\n\n');
  write(path.join(siteFolder, 'llms.txt'), listForAgents(markdown));
  write(path.join(siteFolder, 'llms-full.txt'), `${full}\n`);
  addExplorer();
  const policy = JSON.stringify({ scripts: hashInlineScripts() });
  write(path.join(siteFolder, 'policy.json'), `${policy}\n`);
  compress();
}

/** A page without its front matter; its links lead to the Markdown of other pages. */
function readPage(page) {
  const text = readFileSync(path.join(sourceFolder, `${page}.md`), 'utf8');
  const [, front = '', body = text] = /^---\n(.*?)\n---\n+(.*)$/s.exec(text) ?? [];
  const description = /^description: "?(.*?)"?$/m.exec(front)?.[1] ?? '';
  const links = /\]\((\/[a-z0-9/-]+)(#[^)]*)?\)/g;
  const linked = body.replaceAll(links, '](/docs$1.md$2)');
  return { description, body: linked.replaceAll('](/schemas/', '](/docs/schemas/') };
}

function listForAgents(markdown) {
  const sections = SECTIONS.map(({ text, pages }) => {
    const lines = pages.map(([page, title]) => {
      const { description } = markdown[page];
      return `- [${title}](/docs/${page}.md)${description ? `: ${description}` : ''}`;
    });
    return `## ${text}\n\n${lines.join('\n')}`;
  });
  const more = [
    '- [Steps of an integration](/skill.md)',
    '- [Every page in one file](/llms-full.txt)',
    '- [OpenAPI 3.1](/openapi.json)',
  ].join('\n');
  return `# Affitor\n\n> ${SUMMARY}\n\n${sections.join('\n\n')}\n\n## Optional\n\n${more}\n`;
}

/** The policy names each inline script by its hash, so that no other can run. */
function hashInlineScripts() {
  const hashes = new Set();
  for (const file of list(siteFolder, /\.html$/)) {
    const html = readFileSync(path.join(siteFolder, file), 'utf8');
    for (const [, attributes, code] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
      if (/ src=/.test(attributes) || code === '') continue;
      hashes.add(`sha256-${createHash('sha256').update(code).digest('base64')}`);
    }
  }
  return [...hashes].sort((left, right) => left.localeCompare(right, 'en'));
}

/** The best quality takes seconds for the largest file and wins a few per cent. */
const BROTLI_QUALITY = 9;

function compress() {
  for (const file of list(siteFolder, /\.(?:html|js|json|css|md|txt|svg)$/)) {
    const content = readFileSync(path.join(siteFolder, file));
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    write(path.join(siteFolder, `${file}.br`), brotliCompressSync(content, { params }));
    write(path.join(siteFolder, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
}
