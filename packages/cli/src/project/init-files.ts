// Owns the files that `init` leaves in a project.
import path from 'node:path';
import type { CliProjectConfig } from '@affitor/contract';
import { renderAgentInstructions } from '@affitor/recipes';
import { readFile, writeFile } from '../platform/files.js';
import { API_KEY_NAME, pathsOf, writeConfig } from './project-config.js';

const IGNORED = ['.affitor/.env', '.affitor/.env.*'];
const IGNORE_COMMENT = '# Affitor: the key of the program';

/**
 * Writes them. The key comes first: it is shown once, while everything else can be written again.
 */
export function writeInitFiles(cwd: string, config: CliProjectConfig, apiKey: string): void {
  const paths = pathsOf(cwd);
  writeFile({ path: paths.env, text: envText(apiKey, config.program_id), isSecret: true });
  ignoreSecrets(cwd);
  writeFile({
    path: paths.envExample,
    text: envText('your_program_api_key', config.program_id),
  });
  const text = renderAgentInstructions({
    programId: config.program_id,
    domain: config.domain,
    apiUrl: config.api_url,
  });
  writeFile({ path: path.join(paths.folder, 'AGENTS.md'), text });
  writeFile({ path: path.join(paths.folder, 'skills.md'), text });
  writeConfig(cwd, config);
}

function envText(key: string, programId: string): string {
  return `${API_KEY_NAME}=${key}\nAFFITOR_PROGRAM_ID=${programId}\n`;
}

/** Adds what is missing, so that a second time changes nothing. */
function ignoreSecrets(cwd: string): void {
  const file = path.join(cwd, '.gitignore');
  const text = readFile(file) ?? '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const missing = IGNORED.filter((line) => !lines.includes(line));
  if (missing.length === 0) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const comment = lines.includes(IGNORE_COMMENT) ? [] : [IGNORE_COMMENT];
  const gap = before === '' ? [] : [''];
  writeFile({ path: file, text: `${before}${[...gap, ...comment, ...missing].join('\n')}\n` });
}
