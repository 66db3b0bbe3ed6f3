// Owns how a command fails: what it says, what a machine reads, and the exit code.
import { CLI_EXIT_CODES, type CliError, type CliExit } from '@affitor/contract';

/** A failure that the reader can do something about; anything else is a bug of ours. */
export class Failure extends Error {
  readonly exit: CliExit;
  readonly exitCode: number;
  /** What is printed with `--json`. */
  readonly document: CliError;
  /** How long the service asked to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    exit: CliExit,
    document: CliError & { message: string },
    retryAfterMs: number | null = null,
  ) {
    super(document.message);
    this.exit = exit;
    this.exitCode = CLI_EXIT_CODES[exit].code;
    this.document = document;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A command that ends early with an exit code, having said everything. */
export class Ended extends Error {
  readonly exitCode: number;

  constructor(exit: CliExit) {
    super(exit);
    this.exitCode = CLI_EXIT_CODES[exit].code;
  }
}
