// Owns how VitePress renders the pages: addresses, navigation, search, and tables that scroll.
import { headingAnchor, REPOSITORY_URL } from '@affitor/contract';
import { defineConfig } from 'vitepress';
import { SECTIONS } from '../site/contents.mjs';

/** Where a page is edited: its file, or the code that it is made from. */
function nameSource(pageData) {
  const { madeFrom } = pageData.frontmatter;
  pageData.filePath = madeFrom
    ? `tree/main/${madeFrom}`
    : `edit/main/docs/${pageData.relativePath}`;
}

/** A wide table scrolls in a box that the keyboard can reach and whose name is its heading's. */
function boxTables(markdown) {
  const { rules } = markdown.renderer;
  rules.table_open = (tokens, index) => {
    const before = tokens.slice(0, index);
    const count = before.filter(({ type }) => type === 'table_open').length + 1;
    const heading = before.findLastIndex(({ type }) => type === 'heading_open');
    const words = (tokens[heading + 1]?.children ?? [])
      .filter(({ type }) => type === 'text' || type === 'code_inline')
      .map(({ content }) => content);
    const label = markdown.utils.escapeHtml(`Table ${count}: ${words.join('').trim()}`);
    return `<div class="table-box" role="region" aria-label="${label}" tabindex="0"><table>\n`;
  };
  rules.table_close = () => '</table></div>\n';
}

// The anchors that the error catalogue and GitHub make, so that every link fits everywhere.
const slugs = { slugify: headingAnchor };

export default defineConfig({
  lang: 'en',
  title: 'Affitor',
  titleTemplate: ':title · Affitor docs',
  description: 'Self-hosted affiliate tracking and commissions',
  base: '/docs/',
  srcDir: 'dist/source',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  cleanUrls: true,
  // One file that is kept, instead of an inline script that differs from build to build.
  metaChunk: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Without a style element for the moment of the change, which the policy forbids.
  appearance: { disableTransition: false },
  markdown: {
    anchor: slugs,
    toc: slugs,
    headers: slugs,
    config: boxTables,
    // The ordinary themes are too pale for small text.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  transformPageData: nameSource,
  themeConfig: {
    siteTitle: 'Affitor docs',
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'API', link: '/api/overview' },
      { text: 'Errors', link: '/errors' },
      { text: 'Explorer', link: '/explorer', target: '_self' },
    ],
    sidebar: SECTIONS.map(({ text, pages }) => ({
      text,
      items: pages.map(([page, title]) => ({ text: title, link: `/${page}` })),
    })),
    // A function here would be evaluated in the browser, which the policy forbids.
    editLink: { pattern: `${REPOSITORY_URL}/:path`, text: 'Edit this page on GitHub' },
    socialLinks: [{ icon: 'github', link: REPOSITORY_URL }],
  },
});
