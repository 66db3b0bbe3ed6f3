// Owns how a command fails: what it says, what a machine reads, and the exit code.
import { CLI_EXIT_CODES, type CliError, type CliExit } from '@affitor/contract';

/** A failure that the reader can do something about; anything else is a bug of ours. */
export class Failure extends Error {
  readonly exit: CliExit;
  readonly exitCode: number;
  /** What is printed with `--json`. */
  readonly document: CliError;

  constructor(exit: CliExit, document: CliError & { message: string }) {
    super(document.message);
    this.exit = exit;
    this.exitCode = CLI_EXIT_CODES[exit].code;
    this.document = document;
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
