// Owns the session of the person at the terminal: who is signed in, where, until when.
import path from 'node:path';
import { type CliCredentials, cliCredentials } from '@affitor/contract';
import { readFile, removeFile, writeFile } from '../platform/files.js';

const fileIn = (home: string) => path.join(home, '.affitor', 'credentials.json');

/** The session that was stored; null when there is none, or it is damaged. */
export function readCredentials(home: string): CliCredentials | null {
  const text = readFile(fileIn(home));
  return text === null ? null : parse(text);
}

function parse(text: string): CliCredentials | null {
  try {
    return cliCredentials.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function writeCredentials(home: string, credentials: CliCredentials): void {
  const text = `${JSON.stringify(credentials, null, 2)}\n`;
  writeFile({ path: fileIn(home), text, isSecret: true });
}

export function removeCredentials(home: string): void {
  removeFile(fileIn(home));
}
