// Owns the dashboard's build: one page and hashed files, with the API's routes from the contract.
import path from 'node:path';
import { ERRORS, OPERATIONS } from '@affitor/contract';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** The server puts a fresh nonce in its place for every answer. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * What the browser needs of the contract's tables: with the tables come zod and every schema, which
 * a page that only reads never uses.
 */
const TABLES = {
  'virtual:operations': Object.fromEntries(
    Object.values(OPERATIONS).map(({ id, method, path: address }) => [id, [method, address]]),
  ),
  'virtual:remedies': Object.fromEntries(
    Object.entries(ERRORS).map(([code, { fix }]) => [code, fix]),
  ),
};

const contractTables = {
  name: 'contract-tables',
  resolveId: (id) => (Object.hasOwn(TABLES, id) ? `\0${id}` : undefined),
  load: (id) => {
    const table = TABLES[id.slice(1)];
    return table && `export default ${JSON.stringify(table)}`;
  },
};

/** Sonner writes a style tag when it is loaded, which the page's policy forbids: it is a file here. */
const sonnerWithoutStyleTag = {
  name: 'sonner-without-style-tag',
  transform: (code, id) =>
    /sonner[\\/]dist[\\/]index\.mjs/.test(id)
      ? code.replace(/^__insertCSS\(.*\);?$/m, '')
      : undefined,
};

await build({
  root: path.join(import.meta.dirname, 'src'),
  base: '/app/',
  configFile: false,
  logLevel: 'warn',
  clearScreen: false,
  html: { cspNonce: NONCE_PLACEHOLDER },
  plugins: [contractTables, sonnerWithoutStyleTag, react(), tailwindcss()],
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    manifest: 'manifest.json',
    // A data: address in a style would need a wider policy.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
});
