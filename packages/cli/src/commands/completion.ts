// Owns the completion scripts of shells, made from the definitions of the commands.
import type { Command } from 'commander';
import type { Context } from '../context.js';
import { Failure } from '../platform/failure.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Prints the script that a shell reads at its start. */
export function printCompletion({ output, machine }: Context, root: Command, name: string): void {
  const shell = SHELLS.find((one) => one === name);
  if (!shell) {
    throw new Failure('usage', {
      error: 'invalid_options',
      message: `There is no completion for "${name}".`,
      hint: `Choose one of ${SHELLS.join(', ')}.`,
    });
  }
  const script = shell === 'fish' ? fishScript(root) : bashScript(root, shell);
  output.document('completion', { shell, script });
  if (!output.isJson) machine.stdout.write(script);
}

const flagsOf = (command: Command) =>
  command.options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));

/** The words after each command; the root has an empty name. */
function wordsByCommand(root: Command): [name: string, words: string[]][] {
  const shared = [...flagsOf(root), '--help'];
  const nested = (command: Command) => command.commands.map((one) => one.name());
  return [
    ['', [...nested(root), 'help', ...shared]],
    ...root.commands.map((command): [string, string[]] => [
      command.name(),
      [
        ...nested(command),
        ...choicesOf(command),
        ...[command, ...command.commands].flatMap(flagsOf),
        ...shared,
      ],
    ]),
  ];
}

/** Words that the description of an argument lists. */
function choicesOf(command: Command): string[] {
  const texts = command.registeredArguments.map(({ description }) => description);
  return texts.filter((text) => /^[a-z]+(?:, [a-z]+)+$/.test(text)).flatMap((t) => t.split(', '));
}

function bashScript(root: Command, shell: 'bash' | 'zsh'): string {
  const cases = wordsByCommand(root)
    .slice(1)
    .map(([name, words]) => `    ${name}) words='${words.join(' ')}' ;;`);
  const [, first = []] = wordsByCommand(root)[0] ?? [];
  const lines = [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_affitor() {',
    "  local command='' word words",
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    '    case "$word" in -*) ;; *) command="$word"; break ;; esac',
    '  done',
    '  case "$command" in',
    ...cases,
    `    *) words='${first.join(' ')}' ;;`,
    '  esac',
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    '}',
    'complete -F _affitor affitor',
  ];
  return `${lines.join('\n')}\n`;
}

function fishScript(root: Command): string {
  const lines = wordsByCommand(root).map(([name, words]) => {
    const when = name === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`;
    return `complete -c affitor -f -n '${when}' -a '${words.join(' ')}'`;
  });
  return `${lines.join('\n')}\n`;
}
