// Guards that the reference in the README is what the commands are, and that completion knows them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { CLI_OUTPUTS } from '@affitor/contract';
import { expect, test } from 'vitest';
import { renderReference } from '../src/reference.js';
import { openTerminal } from './terminal.js';

const README = new URL('../README.md', import.meta.url);
const MARK = 'packages/cli writes it -->\n';

test('the reference in the README is made from the definitions', () => {
  const text = fs.readFileSync(README, 'utf8');
  const [before = ''] = text.split(MARK);
  const wanted = `${before}${MARK}\n${renderReference()}`;
  if (process.env.UPDATE_README) fs.writeFileSync(README, wanted);
  expect(fs.readFileSync(README, 'utf8')).toBe(wanted);
});

test.each(['bash', 'zsh', 'fish'])('the completion for %s knows the commands', async (shell) => {
  const at = openTerminal();
  const { code, json } = await at.run(`completion ${shell} --json`);
  expect(code).toBe(0);
  const { script } = CLI_OUTPUTS.completion.parse(json);
  for (const word of ['login', 'doctor', '--forward-to', 'chain', 'polar', '--sandbox']) {
    expect(script).toContain(word);
  }
  at.remove();
});

test('bash completes a command and the words after it', async () => {
  const at = openTerminal();
  const { out } = await at.run('completion bash');
  const complete = (...words: string[]) => {
    const set = `COMP_WORDS=(affitor ${words.join(' ')}); COMP_CWORD=${words.length}`;
    const last = words.at(-1) === "''" ? '' : words.at(-1);
    const script = `${out}\n${set}; _affitor; echo "\${COMPREPLY[@]}"`;
    const found = execFileSync('bash', ['-c', script]).toString().trim().split(' ');
    return found.filter((word) => word.startsWith(last ?? ''));
  };
  expect(complete('doc')).toEqual(['doctor']);
  expect(complete('--json', 'test', 'ch')).toEqual(['chain']);
  expect(complete('init', '--dom')).toEqual(['--domain']);
  at.remove();
});

test('nothing is to be done about DNS, and that is said', async () => {
  const at = openTerminal();
  const config = { version: 1, program_id: 1, domain: 'acme.example' };
  at.write('.affitor/config.json', JSON.stringify(config));
  const { code, json } = await at.run('setup dns --json');
  expect([code, CLI_OUTPUTS['setup dns'].parse(json).status]).toEqual([0, 'not_needed']);
  at.write('.affitor/config.json', '{');
  const damaged = await at.run('setup dns --json');
  expect([damaged.code, damaged.json.error]).toEqual([1, 'invalid_config']);
  at.remove();
});
