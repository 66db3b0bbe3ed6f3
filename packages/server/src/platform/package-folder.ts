// Owns where our other packages lie, for files that are served and never imported.
import { createRequire } from 'node:module';
import path from 'node:path';

const { resolve } = createRequire(import.meta.url);

/**
 * The folder of a package that is installed beside the server.
 * @throws Error when there is no such package
 * @example packageFolder('@affitor/sdk')
 */
export function packageFolder(name: string): string {
  return path.dirname(resolve(`${name}/package.json`));
}
