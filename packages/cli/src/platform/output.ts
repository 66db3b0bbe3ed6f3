// Owns everything that is printed: for people, or as one JSON document, never a secret.
import {
  CLI_OUTPUTS,
  type CliError,
  type CliOutput,
  type CliOutputName,
  cliError,
} from '@affitor/contract';
import { spinner } from '@clack/prompts';
import pc from 'picocolors';

export interface Printer {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface OutputOptions {
  isJson: boolean;
  isQuiet: boolean;
  isVerbose: boolean;
  hasColor: boolean;
  stdout: Printer;
  stderr: Printer;
}

/** Work that takes longer says what it is. */
const SILENT_MAX_MS = 1000;
const HIDDEN = '[hidden]';

export class Output {
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly #options: OutputOptions;
  readonly #secrets = new Set<string>();

  constructor(options: OutputOptions) {
    this.#options = options;
    this.colors = pc.createColors(options.hasColor && !options.isJson);
  }

  get isJson(): boolean {
    return this.#options.isJson;
  }

  /** Keeps a text out of everything that is printed for people. */
  hide(secret: string | undefined): void {
    if (secret) this.#secrets.add(secret);
  }

  success(text: string): void {
    this.#say(`${this.colors.green('✔')} ${text}`);
  }

  warn(text: string): void {
    this.#say(`${this.colors.yellow('!')} ${text}`);
  }

  info(text = ''): void {
    if (!this.#options.isQuiet) this.#say(text);
  }

  debug(text: string): void {
    const { isVerbose, isJson, stderr } = this.#options;
    if (isVerbose && !isJson) this.#print(stderr, this.colors.dim(`[debug] ${text}`));
  }

  /** What must be read even where standard output belongs to a machine. */
  notice(text: string): void {
    const { isJson, stdout, stderr } = this.#options;
    this.#print(isJson ? stderr : stdout, text);
  }

  /** The one document of `--json`. */
  document<Name extends CliOutputName>(name: Name, document: CliOutput<Name>): void {
    if (!this.isJson) return;
    const checked = CLI_OUTPUTS[name].parse(document);
    this.#options.stdout.write(`${JSON.stringify(checked, null, 2)}\n`);
  }

  /** One of many documents, each on a line of its own. */
  line<Name extends CliOutputName>(name: Name, document: CliOutput<Name>): void {
    if (!this.isJson) return;
    this.#options.stdout.write(`${JSON.stringify(CLI_OUTPUTS[name].parse(document))}\n`);
  }

  failure(document: CliError & { message: string }): void {
    const { isJson, stdout, stderr } = this.#options;
    if (isJson) {
      stdout.write(`${this.#redact(JSON.stringify(cliError.parse(document), null, 2))}\n`);
      return;
    }
    this.#print(stderr, `${this.colors.red('✖')} ${document.message}`);
    if (document.hint) this.#print(stderr, document.hint);
  }

  /** Waits for work; when that takes longer than a moment, says on standard error what for. */
  async progress<Result>(label: string, work: Promise<Result>): Promise<Result> {
    const { isJson, isQuiet, stderr } = this.#options;
    if (isJson || isQuiet) return work;
    let shown: { stop(): void } | null = null;
    const timer = setTimeout(() => {
      if (stderr === process.stderr && stderr.isTTY) {
        const spinning = spinner({ output: process.stderr });
        spinning.start(label);
        shown = { stop: () => spinning.clear() };
      } else {
        this.#print(stderr, this.colors.dim(`${label} …`));
      }
    }, SILENT_MAX_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      (shown as { stop(): void } | null)?.stop();
    }
  }

  #say(text: string): void {
    if (!this.isJson) this.#print(this.#options.stdout, text);
  }

  #print(printer: Printer, text: string): void {
    printer.write(`${this.#redact(text)}\n`);
  }

  #redact(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, HIDDEN);
    return clean;
  }
}
