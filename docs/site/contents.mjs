// Owns the table of contents: every page of the site, in the order in which it is read.
import { TAGS } from '@affitor/contract';

/** The entries of the SDK, each with a page made from its types. */
export const SDK_ENTRIES = ['browser', 'react', 'server', 'landing', 'express', 'fastify', 'next'];

/** The page of an API tag. */
export const tagPage = (tag) => `api/${tag.toLowerCase().replaceAll(' ', '-')}`;

/** What one writes after `import … from`. */
export function sdkName(entry) {
  return entry === 'browser' ? '@affitor/sdk' : `@affitor/sdk/${entry}`;
}

/** Sections with their pages; a page is the address below /docs and what the sidebar calls it. */
export const SECTIONS = [
  {
    text: 'Start',
    pages: [
      ['getting-started', 'Getting started'],
      ['demo', 'The demo'],
      ['verify', 'Verify the integration'],
      ['agents', 'For coding agents'],
    ],
  },
  {
    text: 'Concepts',
    pages: [
      ['concepts/overview', 'How it works'],
      ['concepts/attribution', 'Attribution'],
      ['concepts/windows', 'Windows and cookies'],
      ['concepts/commissions', 'Commissions and policies'],
      ['concepts/holds', 'Holds and approval'],
      ['concepts/refunds', 'Refunds'],
      ['concepts/ledger', 'The ledger'],
      ['concepts/traces', 'Traces and reason codes'],
      ['concepts/metrics', 'What the figures count'],
    ],
  },
  {
    text: 'Tracking guides',
    pages: [
      ['guides/script-tag', 'Script tag'],
      ['guides/npm', 'npm package'],
      ['guides/react', 'React'],
      ['guides/nextjs', 'Next.js'],
      ['guides/express', 'Express'],
      ['guides/fastify', 'Fastify'],
      ['guides/node', 'Node without a framework'],
      ['guides/curl', 'curl'],
      ['guides/python', 'Python'],
      ['guides/stripe', 'Stripe'],
      ['guides/consent', 'Consent'],
      ['guides/csp', 'Content Security Policy'],
    ],
  },
  {
    text: 'Tools',
    pages: [
      ['cli', 'Command line'],
      ['mcp', 'MCP server'],
    ],
  },
  {
    text: 'Operate',
    pages: [
      ['operate/self-hosting', 'Self-hosting'],
      ['operate/configuration', 'Configuration'],
      ['operate/upgrade', 'Upgrade'],
      ['operate/backup', 'Backup and restore'],
      ['operate/scaling', 'Scaling and monitoring'],
      ['operate/security', 'Security'],
    ],
  },
  {
    text: 'Reference',
    pages: [
      ['errors', 'Errors & Troubleshooting'],
      ['glossary', 'Glossary'],
    ],
  },
  {
    text: 'API',
    pages: [['api/overview', 'Overview'], ...TAGS.map((tag) => [tagPage(tag), tag])],
  },
  { text: 'SDK', pages: SDK_ENTRIES.map((entry) => [`sdk/${entry}`, sdkName(entry)]) },
];

/** Every page, flat. */
export const PAGES = SECTIONS.flatMap(({ text, pages }) =>
  pages.map(([path, title]) => ({ section: text, path, title })),
);
