// Owns what a command works with: the machine, the flags, the output, and whom it speaks for.
import { type CliCredentials, type CliProjectConfig, OPERATIONS } from '@affitor/contract';
import { Api } from './platform/api.js';
import type { Clock } from './platform/clock.js';
import { Failure } from './platform/failure.js';
import type { Output, Printer } from './platform/output.js';
import { readCredentials } from './project/credentials.js';
import {
  API_KEY_NAME,
  type ProjectSettings,
  readEnvValue,
  readProject,
  upgradeProject,
} from './project/project-config.js';

export const API_URL_DEFAULT = 'https://api.affitor.com';

/** Everything outside of the program, so that tests can hand in another. */
export interface Machine {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  readonly stdout: Printer;
  readonly stderr: Printer;
  readonly clock: Clock;
  openBrowser(url: string): Promise<boolean>;
  /** Ends commands that would go on for ever. */
  readonly stopped: AbortSignal;
}

export interface GlobalFlags {
  json?: boolean;
  interactive: boolean;
  autoConfirm?: boolean;
  quiet?: boolean;
  apiKey?: string;
  apiUrl?: string;
  verbose?: boolean;
}

/** A key of a program, and where it came from. */
export interface FoundKey {
  key: string;
  source: string;
  /** Named for this run, rather than kept in the folder. */
  isNamed: boolean;
}

export class Context {
  readonly machine: Machine;
  readonly flags: GlobalFlags;
  readonly output: Output;
  #project: ProjectSettings | null | undefined;

  constructor(machine: Machine, flags: GlobalFlags, output: Output) {
    this.machine = machine;
    this.flags = flags;
    this.output = output;
    if (flags.apiUrl !== undefined) toBaseUrl(flags.apiUrl);
    this.output.hide(flags.apiKey);
    this.output.hide(machine.env[API_KEY_NAME]);
  }

  /** Whether questions can be asked; without a terminal nobody could answer. */
  get canAsk(): boolean {
    return this.flags.interactive && this.machine.isTerminal && !this.output.isJson;
  }

  get project(): CliProjectConfig | null {
    if (this.#project === undefined) {
      this.#project = readProject(this.machine.cwd);
      if (this.#project?.legacyKey) upgradeProject(this.machine.cwd, this.#project);
    }
    return this.#project?.config ?? null;
  }

  requireProject(): CliProjectConfig {
    if (this.project) return this.project;
    throw new Failure('other', {
      error: 'no_config',
      message: `No Affitor config found in ${this.machine.cwd}.`,
      hint: 'Run `affitor init` to create one.',
    });
  }

  /** The service at an address that was named; otherwise at the one that a file names. */
  api(stored?: string): Api {
    const { env, clock } = this.machine;
    const text = this.flags.apiUrl ?? env.AFFITOR_API_URL ?? stored ?? API_URL_DEFAULT;
    return new Api({ url: toBaseUrl(text), clock, output: this.output });
  }

  /** The service of the project. */
  get projectApi(): Api {
    return this.api(this.project?.api_url);
  }

  /** The session, unless it has ended or is for another service than the one that is asked. */
  get session(): CliCredentials | null {
    const found = readCredentials(this.machine.home);
    if (!found || Date.parse(found.expires_at) <= this.machine.clock.nowMs()) return null;
    const issuer = toBaseUrl(found.api_url ?? API_URL_DEFAULT);
    if (this.api(issuer).url !== issuer) return null;
    this.output.hide(found.token);
    return found;
  }

  requireSession(): CliCredentials {
    const { session } = this;
    if (session) return session;
    throw new Failure('auth', {
      error: 'not_logged_in',
      message: 'Not logged in. Run `affitor login` first.',
    });
  }

  /** The key of the program by the documented order: flag, environment, file. */
  findKey(): FoundKey | null {
    const { cwd, env } = this.machine;
    const isMigrated = this.project !== null;
    const legacyKey = isMigrated ? this.#project?.legacyKey : null;
    const found: [string | null | undefined, string, boolean][] = [
      [this.flags.apiKey, 'the flag --api-key', true],
      [env[API_KEY_NAME], `the environment variable ${API_KEY_NAME}`, true],
      [readEnvValue(cwd, API_KEY_NAME), '.affitor/.env', false],
      [legacyKey, '.affitor/config.json', false],
    ];
    for (const [key, source, isNamed] of found) {
      if (key === null || key === undefined || key === '') continue;
      this.output.hide(key);
      return { key, source, isNamed };
    }
    return null;
  }

  requireKey(): FoundKey {
    const found = this.findKey();
    if (found) return found;
    throw new Failure('auth', {
      error: 'no_api_key',
      message:
        'No API key found. Pass --api-key, set AFFITOR_API_KEY, or run `affitor init` first.',
    });
  }

  /**
   * The program that calls with a key are about. A key that is named for this run says by itself
   * which one it is (null), so that pipelines need no configured folder.
   */
  get programId(): string | null {
    if (!this.project && this.findKey()?.isNamed) return null;
    return this.requireProject().program_id;
  }

  /** The same for calls that have to name it: the service is asked where only the key knows. */
  async findProgramId(): Promise<string> {
    const { programId } = this;
    if (programId !== null) return programId;
    return (await this.projectApi.call(OPERATIONS.readCliStatus, this.keyCall())).program_id;
  }

  /** How a call with the key is made, and what to do when it is refused. */
  keyCall(): { credential: string; refusedHint: string } {
    const { key, source } = this.requireKey();
    return {
      credential: key,
      refusedHint:
        `The key came from ${source}. A workspace owner makes a new one under Settings → ` +
        `API Key → Regenerate; put it there.`,
    };
  }

  /** The service of the project for its signed-in person, who may be signed in elsewhere only. */
  get sessionApi(): Api {
    const { session, project } = this;
    const api = this.api(session?.api_url ?? project?.api_url);
    if (session && project && this.projectApi.url === api.url) return api;
    throw new Failure('auth', {
      error: 'not_logged_in',
      message: `Not logged in at ${this.projectApi.url}. Run \`affitor login\` first.`,
      hint: `Name the service with --api-url ${this.projectApi.url}.`,
    });
  }

  /** Opens a page whose address has been printed, unless nobody is there to see it. */
  async openPage(url: string): Promise<void> {
    const wantsBrowser = this.flags.interactive && this.machine.env.BROWSER !== 'none';
    if (wantsBrowser && !(await this.machine.openBrowser(url))) {
      this.output.warn('No browser could be opened; open the address yourself.');
    }
  }

  /** How a call as the signed-in person is made. */
  sessionCall(): { credential: string; refusedHint: string } {
    const { token } = this.requireSession();
    return { credential: token, refusedHint: 'The session may have been ended by someone.' };
  }
}

/** The address of a service without its trailing slash. */
export function toBaseUrl(text: string): string {
  const isUrl = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
  if (!isUrl) {
    throw new Failure('usage', {
      error: 'invalid_api_url',
      message: `${text} is not an address of a service.`,
      hint: 'It looks like https://affiliates.example.com.',
    });
  }
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\/+$/, '');
}
