// Owns the dashboard's build: one page and hashed files, with the API's routes from the contract.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
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
  'virtual:operations': {
    routes: Object.fromEntries(
      Object.values(OPERATIONS).map(({ id, method, path: address }) => [id, [method, address]]),
    ),
  },
  'virtual:remedies': {
    remedies: Object.fromEntries(Object.entries(ERRORS).map(([code, { fix }]) => [code, fix])),
  },
};

const contractTables = {
  name: 'contract-tables',
  resolveId: (id) => (Object.hasOwn(TABLES, id) ? `\0${id}` : undefined),
  load: (id) =>
    Object.entries(TABLES[id.slice(1)] ?? {})
      .map(([name, table]) => `export const ${name} = ${JSON.stringify(table)};`)
      .join('\n') || undefined,
};

/** Sonner writes a style tag when it is loaded, which the policy forbids: it is a file here. */
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

/** What travels better compressed; fonts and images are so already. */
const COMPRESSIBLE = /\.(?:js|css|svg)$/;
const assets = path.join(import.meta.dirname, 'dist/app/assets');

for (const name of readdirSync(assets).filter((file) => COMPRESSIBLE.test(file))) {
  const content = readFileSync(path.join(assets, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(path.join(assets, `${name}.br`), brotliCompressSync(content, { params }));
  writeFileSync(path.join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
}
