// Owns one run of the command line: parsing, the command, how it ends.
import { CLI_EXIT_CODES } from '@affitor/contract';
import { type Command, CommanderError } from 'commander';
import { Context, type GlobalFlags, type Machine } from './context.js';
import { type Act, defineCommands } from './definition.js';
import { Ended, Failure } from './platform/failure.js';
import { messageOf } from './platform/files.js';
import { Output } from './platform/output.js';

/** Runs the command line on a machine; answers the exit code. */
export async function run(words: readonly string[], machine: Machine): Promise<number> {
  // Before anything is parsed, so that what cannot be parsed is reported in the wanted form.
  const isJson = words.includes('--json');
  let output = outputOf(machine, { json: isJson, interactive: true });
  const act: Act = async (work) => {
    const flags = root.opts<GlobalFlags>();
    output = outputOf(machine, flags);
    await work(new Context(machine, flags, output));
  };
  const root = defineCommands(act);
  prepare(root, machine, isJson);
  try {
    await root.parseAsync(words, { from: 'user' });
    return CLI_EXIT_CODES.ok.code;
  } catch (error) {
    return report(error, output, machine);
  }
}

function outputOf(machine: Machine, flags: GlobalFlags): Output {
  const { stdout, stderr, hasColor } = machine;
  return new Output({
    isJson: flags.json ?? false,
    isQuiet: flags.quiet ?? false,
    isVerbose: flags.verbose ?? false,
    hasColor,
    stdout,
    stderr,
  });
}

/** Makes every command throw instead of ending the process, and print where the machine says. */
function prepare(command: Command, machine: Machine, isJson: boolean): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => machine.stdout.write(text),
    writeErr: (text) => {
      if (!isJson) machine.stderr.write(text);
    },
  });
  for (const one of command.commands) prepare(one, machine, isJson);
}

function report(error: unknown, output: Output, { stopped }: Machine): number {
  if (error instanceof Ended) return error.exitCode;
  if (error instanceof CommanderError) return reportUsage(error, output);
  if (error instanceof Failure) {
    output.failure({ ...error.document, message: error.message });
    return error.exitCode;
  }
  if (stopped.aborted) return CLI_EXIT_CODES.other.code;
  output.failure({ error: 'unexpected_error', message: messageOf(error) });
  if (error instanceof Error && error.stack) output.debug(error.stack);
  return CLI_EXIT_CODES.other.code;
}

/** The parser has said in text what is wrong; help and the version are no errors. */
function reportUsage(error: CommanderError, output: Output): number {
  if (error.exitCode === 0) return CLI_EXIT_CODES.ok.code;
  const message = error.message.replace(/^error: /, '');
  if (output.isJson) output.failure({ error: 'usage', message });
  return CLI_EXIT_CODES.usage.code;
}
