// Owns running our TypeScript in a child process of a test: node --import <this file> some.ts.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Tests must not run against a build that is older than the code, so the sources are used. Node
// loads this file a second time, on the thread of the hooks, where there is nothing to register.
if (isMainThread) register(import.meta.url);

/** Our packages by the names that they are imported by. */
const SOURCES = {
  '@affitor/contract': 'contract/src/index.ts',
  '@affitor/recipes': 'recipes/src/index.ts',
  '@affitor/sdk/server': 'sdk/src/server/index.ts',
};
const CACHE = new URL('../../../node_modules/.cache/affitor-typescript/', import.meta.url);

/** Finds the source of an import that is written with the name of its build. */
export async function resolve(specifier, context, nextResolve) {
  const ours = SOURCES[specifier];
  if (ours) return { url: new URL(`../../${ours}`, import.meta.url).href, shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (fs.existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

/** Takes the types out of a source. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const text = fs.readFileSync(fileURLToPath(url), 'utf8');
  return { format: 'module', source: await withoutTypes(text), shortCircuit: true };
}

// Tests that kill the service start it often, and the compiler takes longer to load than to work.
async function withoutTypes(text) {
  const file = new URL(`${createHash('sha256').update(text).digest('hex')}.mjs`, CACHE);
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  fs.mkdirSync(CACHE, { recursive: true });
  // Several processes may write the same file; a rename never shows half of it.
  const draft = new URL(`${file.href}.${process.pid}`);
  fs.writeFileSync(draft, outputText);
  fs.renameSync(draft, file);
  return outputText;
}
