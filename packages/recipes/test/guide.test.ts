// Owns the guarantees about the texts for coding agents.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { INTEGRATION_RULES, renderAgentInstructions, renderSkill } from '../src/index.js';
import { around, compile, findTypes } from './customer-project.js';

const SOURCE = path.resolve(import.meta.dirname, '../src/index.js');

const skill = renderSkill({ apiUrl: 'https://affiliates.example.com/' });
const instructions = renderAgentInstructions({
  apiUrl: 'https://affiliates.example.com',
  programId: '42',
  domain: 'acme.example',
});

test('the runbook and the instructions in a project state every rule', () => {
  for (const rule of INTEGRATION_RULES) {
    expect(skill).toContain(`- ${rule}`);
    expect(instructions).toContain(`- ${rule}`);
  }
});

test('the steps are numbered and the last one is the verification', () => {
  const steps = [...skill.matchAll(/^## (\d)\. (.*)$/gm)].map(([, number, name]) => [number, name]);
  expect(steps.map(([number]) => number)).toEqual(['1', '2', '3', '4']);
  expect(steps.at(-1)?.[1]).toBe('Verify');
  expect(skill).toContain('It works when `integration_verified` is true, not before.');
});

test('the texts name the service and the program, and leave no gap to fill', () => {
  expect(skill).toContain('src="https://affiliates.example.com/js/affitor-tracker.js"');
  expect(skill).toMatch(/^---\nname: affitor\ndescription: .+\n---\n/);
  expect(instructions).toContain('program 42 for acme.example at https://affiliates.example.com.');
  expect(instructions).toContain('data-affitor-program-id="42"');
  for (const text of [skill, instructions]) {
    expect(text).not.toMatch(/\{\{|undefined|\n\n\n/);
    expect(text.endsWith('\n')).toBe(true);
  }
});

test('the code of the texts is JavaScript, and type-checks where it uses the SDK', () => {
  const blocks = [...skill.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  expect(blocks).toHaveLength(2);
  const files = Object.fromEntries(blocks.map((code, at) => [`block-${at}`, code]));
  expect(findTypes(files)).toEqual([]);
  const [server = ''] = blocks.filter((code) => code.includes('@affitor/sdk/server'));
  expect(compile({ 'signup.ts': around.signup(server) })).toEqual([]);
});

test('the example of the README type-checks', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  const code = example.replace("'@affitor/recipes'", JSON.stringify(SOURCE));
  expect(compile({ 'readme.ts': code })).toEqual([]);
});
