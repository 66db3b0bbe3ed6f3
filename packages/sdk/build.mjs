// Owns the SDK's build after tsc has checked the types: ES modules, CommonJS, the script tag.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;
const source = path.join(root, 'src');
const types = path.join(root, 'dist/types');

/** Folders that run in pages, where every byte counts; the others keep their names. */
const PAGE_FOLDERS = /^(?:browser|react)[\\/]/;
/** Comes as a bundle of its own, not as modules. */
const SCRIPT_FOLDER = /^script[\\/]/;
/** Members that begin with an underscore are ours alone, so their names can be shortened. */
const OWN_MEMBERS = /^_[a-z]/;

/**
 * The names that the published loader asks for, each with the API it falls back to when a page
 * hides where the script came from. Ordinarily the API is the script's own origin.
 */
const SCRIPTS = {
  'affitor-tracker': 'https://api.affitor.com',
  'affitor-tracker-uat': 'https://uat-affitor-cms.vanilla-ott.com',
  'affitor-tracker-local': 'http://localhost:1337',
};

/**
 * A short name for each of our own members, the same in every file: a module is compiled by itself,
 * and left alone the compiler would call one member `a` here and `b` there.
 */
function nameOwnMembers() {
  const names = new Set();
  for (const file of listFiles(source, /(?<!\.test)\.ts$/).filter((name) =>
    PAGE_FOLDERS.test(name),
  )) {
    const text = readFileSync(path.join(source, file), 'utf8');
    for (const [name] of text.matchAll(/\b_[a-z]\w*/gi))
      if (OWN_MEMBERS.test(name)) names.add(name);
  }
  const sorted = [...names].sort((left, right) => left.localeCompare(right, 'en'));
  return Object.fromEntries(sorted.map((name, at) => [name, `_${at.toString(36)}`]));
}

await buildModules('esm');
await buildModules('cjs');
await buildScripts();

function listFiles(folder, pattern) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => pattern.test(file));
}

/**
 * File by file rather than bundled, so that the entries of one format share their modules: the
 * React entry must find the tracker that the main entry made. The types are the same texts for
 * both formats; the package.json beside them makes TypeScript and Node read them as CommonJS.
 */
async function buildModules(format) {
  const target = path.join(root, 'dist', format);
  rmSync(target, { recursive: true, force: true });
  const files = listFiles(source, /(?<!\.test)\.ts$/).filter((file) => !SCRIPT_FOLDER.test(file));
  const isPage = (file) => PAGE_FOLDERS.test(file);
  for (const [part, mangleProps] of [
    [files.filter(isPage), OWN_MEMBERS],
    [files.filter((file) => !isPage(file)), undefined],
  ]) {
    await build({
      entryPoints: part.map((file) => path.join(source, file)),
      outbase: source,
      outdir: target,
      format,
      platform: 'neutral',
      target: 'es2020',
      mangleProps,
      ...(mangleProps && { mangleCache: nameOwnMembers() }),
      logLevel: 'warning',
    });
  }
  for (const file of files.map((name) => name.replace(/\.ts$/, '.d.ts'))) {
    cpSync(path.join(types, file), path.join(target, file));
  }
  if (format === 'cjs') writeFileSync(path.join(target, 'package.json'), '{"type":"commonjs"}\n');
}

/** One classic script per name; it runs on pages that no build step of ours ever sees. */
async function buildScripts() {
  const script = path.join(root, 'dist/script');
  rmSync(script, { recursive: true, force: true });
  const entry = path.join(source, 'script/index.ts');
  if (!existsSync(entry)) return;
  for (const [name, apiBase] of Object.entries(SCRIPTS)) {
    await build({
      entryPoints: [entry],
      outfile: path.join(script, `${name}.js`),
      bundle: true,
      minify: true,
      mangleProps: OWN_MEMBERS,
      format: 'iife',
      target: 'es2020',
      define: { FALLBACK_API_BASE: JSON.stringify(apiBase) },
      // Without the directive "use strict", which nothing in the script depends on.
      tsconfigRaw: { compilerOptions: { alwaysStrict: false, useDefineForClassFields: false } },
      logLevel: 'warning',
    });
  }
}
