// Owns where the built script tag lies. The server serves the file and imports nothing of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { StartupError } from '../platform/startup-error.js';

/** @throws StartupError when the SDK has not been built */
export function readScriptFile(): Buffer {
  try {
    const file = createRequire(import.meta.url).resolve('@affitor/sdk/affitor-tracker.js');
    return readFileSync(file);
  } catch (error) {
    throw new StartupError(
      'The script tag is not built. Start with "npm start", which builds what is missing, or run ' +
        '"npm run build --workspace @affitor/sdk".',
      { cause: error },
    );
  }
}
