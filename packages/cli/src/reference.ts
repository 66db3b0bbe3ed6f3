// Owns the reference of the command line as Markdown, made from the definitions. Pure.
import { CLI_EXIT_CODES } from '@affitor/contract';
import type { Command } from 'commander';
import { defineCommands } from './definition.js';

/** What a page adds below a command, by its words: `setup polar`. */
export type Addition = (words: string) => string | null;

/** Every command with its arguments and options, and the exit codes. */
export function renderReference(add: Addition = () => null): string {
  const root = defineCommands(async () => undefined);
  const commands = root.commands.flatMap((one) => (one.commands.length > 0 ? one.commands : [one]));
  const sections = commands.map((command) => renderCommand(command, add));
  return [
    '### Options of every command\n',
    renderOptions(root),
    ...sections,
    '### Exit codes\n',
    '| code | meaning |\n|---|---|',
    ...Object.values(CLI_EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    '',
  ].join('\n');
}

function renderCommand(command: Command, add: Addition): string {
  const words = [command.name()];
  for (let up = command.parent; up; up = up.parent) words.unshift(up.name());
  const added = add(words.slice(1).join(' '));
  for (const argument of command.registeredArguments) {
    const { required } = argument;
    words.push(required ? `<${argument.name()}>` : `[${argument.name()}]`);
  }
  const listed = command.registeredArguments
    .filter(({ description }) => description !== '')
    .map((argument) => `\`${argument.name()}\`: ${argument.description}${presetOf(argument)}.\n`);
  const options = command.options.length > 0 ? [renderOptions(command)] : [];
  const text = [
    `### \`${words.join(' ')}\`\n`,
    `${command.description()}\n`,
    ...listed,
    ...options,
    ...(added === null ? [] : [`${added}\n`]),
  ];
  return text.join('\n');
}

function renderOptions(command: Command): string {
  const rows = command.options.map(
    (option) => `| \`${option.flags}\` | ${option.description}${presetOf(option)} |`,
  );
  return ['| option | meaning |\n|---|---|', ...rows, ''].join('\n');
}

function presetOf({ defaultValue }: { defaultValue?: unknown }): string {
  return typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '';
}
