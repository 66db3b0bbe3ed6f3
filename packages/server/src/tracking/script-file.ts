// Owns where the built script tag lies. The server serves the file and imports nothing of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../platform/package-folder.js';
import { StartupError } from '../platform/startup-error.js';

/**
 * Reads one of the built scripts.
 * @param name the last part of its address, for example `affitor-tracker.js`
 * @throws StartupError when the SDK has not been built
 */
export function readScriptFile(name: string): Buffer {
  try {
    return readFileSync(path.join(packageFolder('@affitor/sdk'), 'dist', 'script', name));
  } catch (error) {
    throw new StartupError(
      'The script tag is not built. Start with "npm start", which builds what is missing.',
      { cause: error },
    );
  }
}
