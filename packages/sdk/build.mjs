// Owns what the SDK's build adds to the ES modules of tsc: CommonJS beside them, and the script tag.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;
const source = path.join(root, 'src');
const esm = path.join(root, 'dist/esm');
const cjs = path.join(root, 'dist/cjs');
const script = path.join(root, 'dist/script');

/**
 * The names that the published loader asks for, each with the API it falls back to when a page
 * hides where the script came from. Ordinarily the API is the script's own origin.
 */
const SCRIPTS = {
  'affitor-tracker': 'https://api.affitor.com',
  'affitor-tracker-uat': 'https://uat-affitor-cms.vanilla-ott.com',
  'affitor-tracker-local': 'http://localhost:1337',
};

removeOrphans();
await buildCommonJs();
await buildScripts();

function listFiles(folder, pattern) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => pattern.test(file));
}

/** tsc leaves the output of deleted sources behind; it must not reach the package. */
function removeOrphans() {
  for (const file of listFiles(esm, /\.(?:js|d\.ts)$/)) {
    const stem = path.join(source, file.replace(/\.(?:js|d\.ts)$/, ''));
    if (!existsSync(`${stem}.ts`) && !existsSync(`${stem}.tsx`)) rmSync(path.join(esm, file));
  }
}

/**
 * File by file rather than bundled, so that the entries of one format share their modules: the
 * React entry must find the tracker that the main entry made. The types are the same texts; the
 * package.json makes TypeScript and Node read them as CommonJS.
 */
async function buildCommonJs() {
  rmSync(cjs, { recursive: true, force: true });
  mkdirSync(cjs, { recursive: true });
  await build({
    entryPoints: listFiles(esm, /\.js$/).map((file) => path.join(esm, file)),
    outbase: esm,
    outdir: cjs,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2020',
    logLevel: 'warning',
  });
  for (const file of listFiles(esm, /\.d\.ts$/)) cpSync(path.join(esm, file), path.join(cjs, file));
  writeFileSync(path.join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
}

/** One classic script per name; it runs on pages that no build step of ours ever sees. */
async function buildScripts() {
  rmSync(script, { recursive: true, force: true });
  const entry = path.join(source, 'script/index.ts');
  if (!existsSync(entry)) return;
  for (const [name, apiBase] of Object.entries(SCRIPTS)) {
    await build({
      entryPoints: [entry],
      outfile: path.join(script, `${name}.js`),
      bundle: true,
      minify: true,
      // Members that begin with an underscore are ours alone, so their names can be shortened.
      mangleProps: /^_/,
      format: 'iife',
      target: 'es2018',
      define: { FALLBACK_API_BASE: JSON.stringify(apiBase) },
      legalComments: 'none',
      logLevel: 'warning',
    });
  }
}
