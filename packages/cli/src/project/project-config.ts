// Owns the folder `.affitor` of a project: its configuration and, apart from it, its key.
import path from 'node:path';
import { type CliProjectConfig, cliProjectConfig, cliProjectConfigV1 } from '@affitor/contract';
import { parse as parseEnv } from 'dotenv';
import { Failure } from '../platform/failure.js';
import { readFile, writeFile } from '../platform/files.js';
import { quote } from './app-env.js';

export const API_KEY_NAME = 'AFFITOR_API_KEY';

export interface ProjectPaths {
  folder: string;
  config: string;
  env: string;
  envExample: string;
}

export function pathsOf(cwd: string): ProjectPaths {
  const folder = path.join(cwd, '.affitor');
  return {
    folder,
    config: path.join(folder, 'config.json'),
    env: path.join(folder, '.env'),
    envExample: path.join(folder, '.env.example'),
  };
}

/** What the project says of itself, and the key that the first version kept inside. */
export interface ProjectSettings {
  config: CliProjectConfig;
  legacyKey: string | null;
}

/** The configuration of a project; null when there is none. */
export function readProject(cwd: string): ProjectSettings | null {
  const file = pathsOf(cwd).config;
  const text = readFile(file);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(file);
  }
  const current = cliProjectConfig.safeParse(json);
  if (current.success) return { config: current.data, legacyKey: null };
  const old = cliProjectConfigV1.safeParse(json).data;
  const config =
    old && cliProjectConfig.safeParse({ ...defaultsOf(old.domain), ...old, version: 2 });
  if (!config?.success) throw damaged(file);
  return { config: config.data, legacyKey: old?.api_key ?? null };
}

function defaultsOf(domain: string): Partial<CliProjectConfig> {
  return {
    tracking_subdomain: `t.${domain}`,
    commission: { type: 'recurring_percent', rate: 0, duration_months: null },
    cookie: { name: 'affitor_click_id', duration_days: 60 },
    ref_param: 'aff',
    api_url: 'https://api.affitor.com',
    created_at: '',
  };
}

export function writeConfig(cwd: string, config: CliProjectConfig): void {
  writeFile({ path: pathsOf(cwd).config, text: `${JSON.stringify(config, null, 2)}\n` });
}

/**
 * Brings a configuration of the first version up to date. The key moves first: if anything fails
 * between the two files it stands in both rather than in none.
 */
export function upgradeProject(cwd: string, { config, legacyKey }: ProjectSettings): void {
  const file = pathsOf(cwd).env;
  const text = readFile(file) ?? '';
  if (legacyKey !== null && parseEnv(text)[API_KEY_NAME] === undefined) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    const line = `${API_KEY_NAME}=${legacyKey}\n`;
    writeFile({ path: file, text: before + line, isSecret: true });
  }
  writeConfig(cwd, config);
}

/** Puts values into `.affitor/.env`, in the place of older ones; everything else stays as it is. */
export function setEnvValues(cwd: string, values: Readonly<Record<string, string>>): void {
  const file = pathsOf(cwd).env;
  const kept = (readFile(file) ?? '').split('\n').filter((line) => {
    const [, name = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line) ?? [];
    return !Object.hasOwn(values, name);
  });
  while (kept.at(-1) === '') kept.pop();
  const added = Object.entries(values).map(([name, value]) => `${name}=${quote(name, value)}`);
  writeFile({ path: file, text: `${[...kept, ...added].join('\n')}\n`, isSecret: true });
}

/** A value of `.affitor/.env`. */
export function readEnvValue(cwd: string, name: string): string | undefined {
  const value = parseEnv(readFile(pathsOf(cwd).env) ?? '')[name];
  return value === '' ? undefined : value;
}

function damaged(file: string): Failure {
  return new Failure('other', {
    error: 'invalid_config',
    message: `${file} is not a configuration that \`affitor init\` wrote.`,
    hint: 'Restore it from version control, or move it away and run `affitor init`.',
  });
}
