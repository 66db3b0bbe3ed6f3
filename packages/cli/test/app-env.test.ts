// Guards the application's own .env file: nothing in it is overwritten, nothing of it reaches git.
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendEnvValues } from '../src/project/app-env.js';
import { openTerminal, type Terminal } from './terminal.js';

let at: Terminal;
beforeEach(() => {
  at = openTerminal();
});
afterEach(() => at.remove());

const git = (...words: string[]) => execFileSync('git', words, { cwd: at.cwd }).toString();
const VALUES = { AFFITOR_API_KEY: 'key-1', AFFITOR_API_URL: 'https://a.example', OTHER: undefined };

test('a new .env is readable by its owner only, and git ignores it', () => {
  git('init', '--quiet');
  expect(appendEnvValues(at.cwd, VALUES)).toEqual({
    file: '.env',
    written: ['AFFITOR_API_KEY', 'AFFITOR_API_URL'],
    kept: [],
    already: [],
    isTracked: false,
  });
  expect(at.read('.env')).toBe(
    '# Affitor\nAFFITOR_API_KEY=key-1\nAFFITOR_API_URL=https://a.example\n',
  );
  expect(at.modeOf('.env')).toBe(0o600);
  git('add', '--all');
  expect(git('ls-files')).toBe('.gitignore\n');
});

test('.env.local is preferred, another value is kept, an empty one is none', () => {
  at.write('.env', 'AFFITOR_API_KEY=elsewhere\n');
  at.write('.env.local', 'AFFITOR_API_KEY="mine"\r\nAFFITOR_API_URL=');
  at.write('.gitignore', '.env*.local\n');
  const first = appendEnvValues(at.cwd, VALUES);
  expect(first).toMatchObject({ file: '.env.local', kept: ['AFFITOR_API_KEY'] });
  expect(first.written).toEqual(['AFFITOR_API_URL']);
  const text = at.read('.env.local');
  expect(text.startsWith('AFFITOR_API_KEY="mine"\r\nAFFITOR_API_URL=\r\n')).toBe(true);
  expect(text.endsWith('\r\nAFFITOR_API_URL=https://a.example\r\n')).toBe(true);
  expect(at.read('.gitignore')).toBe('.env*.local\n');
  expect(appendEnvValues(at.cwd, VALUES)).toMatchObject({
    written: [],
    already: ['AFFITOR_API_URL'],
  });
  expect(at.read('.env.local')).toBe(text);
});

test('no secret is written into a file that git keeps', () => {
  git('init', '--quiet');
  at.write('.env', 'PORT=3000\n');
  git('add', '.env');
  expect(appendEnvValues(at.cwd, VALUES)).toMatchObject({ written: [], isTracked: true });
  expect(at.read('.env')).toBe('PORT=3000\n');
});

test('a value that readers would disagree about is refused before anything is written', () => {
  expect(() => appendEnvValues(at.cwd, { SECRET: "a'b" })).toThrow('SECRET');
  expect(() => appendEnvValues(at.cwd, { SECRET: 'a\nPATH=b' })).toThrow('SECRET');
  expect(() => at.read('.env')).toThrow('ENOENT');
  appendEnvValues(at.cwd, { SECRET: 'a #b' });
  expect(at.read('.env')).toContain("SECRET='a #b'\n");
});
