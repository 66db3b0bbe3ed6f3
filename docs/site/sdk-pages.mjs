// Owns the pages of the SDK reference: TypeDoc makes them from the types and their comments.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Application } from 'typedoc';
import { SDK_ENTRIES, sdkName } from './contents.mjs';
import { docsFolder } from './files.mjs';

const sdk = path.join(docsFolder, '../packages/sdk');

/** The pages by their addresses. */
export async function makeSdkPages() {
  const out = path.join(docsFolder, 'dist/typedoc');
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    // Said outright: TypeDoc empties its output folder first, and that is docs/ unless it is told.
    outputs: [{ name: 'markdown', path: out }],
    cleanOutputDir: false,
    entryPoints: SDK_ENTRIES.map((entry) => path.join(sdk, 'src', entry, 'index.ts')),
    tsconfig: path.join(sdk, 'tsconfig.json'),
    logLevel: 'Error',
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    outputFileStrategy: 'modules',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
    validation: { notExported: false },
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the SDK');
  await app.generateOutputs(project);
  return Object.fromEntries(
    SDK_ENTRIES.map((entry) => {
      const text = readFileSync(path.join(out, `${entry}.md`), 'utf8');
      return [`sdk/${entry}`, finish(entry, text)];
    }),
  );
}

function finish(entry, text) {
  const name = sdkName(entry);
  const source = `packages/sdk/src/${entry}`;
  const head = `---\ndescription: "Everything that ${name} exports."\nmadeFrom: ${source}\n---`;
  const intro = `# ${name}\n\nMade from the types of the package, version [[version]].`;
  const linked = text.replaceAll(/\]\((\w+)\.md(#[^)]*)?\)/g, '](/sdk/$1$2)');
  return `${head}\n\n${intro}\n\n${linked.trim()}\n`;
}
