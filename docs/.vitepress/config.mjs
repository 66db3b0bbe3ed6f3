// Owns how VitePress renders the pages: addresses, navigation, search, and tables that scroll.
import { REPOSITORY_URL } from '@affitor/contract';
import { defineConfig } from 'vitepress';
import { SECTIONS } from '../site/contents.mjs';

/** The anchors that the error catalogue and GitHub make, so that every link fits everywhere. */
function slugify(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

/** Where a page is edited: its file, or the code that it is made from. */
function editUrl({ relativePath, frontmatter }) {
  const { madeFrom } = frontmatter;
  const place = madeFrom ? `tree/main/${madeFrom}` : `edit/main/docs/${relativePath}`;
  return `https://github.com/affitor/affitor/${place}`;
}

/** A wide table scrolls in a box of its own, which the keyboard can reach. */
function boxTables(markdown) {
  const open = '<div class="table-box" role="region" aria-label="Table" tabindex="0"><table>\n';
  markdown.renderer.rules.table_open = () => open;
  markdown.renderer.rules.table_close = () => '</table></div>\n';
}

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
  markdown: { anchor: { slugify }, toc: { slugify }, headers: { slugify }, config: boxTables },
  themeConfig: {
    siteTitle: 'Affitor docs',
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'API', link: '/api/overview' },
      { text: 'Errors', link: '/errors' },
      { text: 'Explorer', link: '/explorer.html', target: '_self' },
    ],
    sidebar: SECTIONS.map(({ text, pages }) => ({
      text,
      items: pages.map(([page, title]) => ({ text: title, link: `/${page}` })),
    })),
    editLink: { pattern: editUrl, text: 'Edit this page on GitHub' },
    socialLinks: [{ icon: 'github', link: REPOSITORY_URL }],
  },
});
