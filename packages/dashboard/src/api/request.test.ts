// Proves that calls go where the contract says, and that people come back to our own pages only.
import { OPERATIONS } from '@affitor/contract';
import { expect, test } from 'vitest';
import { safeNext } from '../account/safe-next.js';
import { addressOf } from './request.js';

test('every operation’s path takes its parameters, and nothing of them becomes a path of its own', () => {
  for (const { path } of Object.values(OPERATIONS)) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
    const params = Object.fromEntries(names.map((name) => [name, '../x?y#z']));
    const address = addressOf(path, { params });
    expect(address.split('/').length, path).toBe(path.split('/').length);
    expect(address).not.toMatch(/[?#]|:\w/);
  }
});

test('a missing parameter is an error of ours, never a call somewhere else', () => {
  expect(() => addressOf('/programs/:id', {})).toThrow('needs id');
});

test('a query carries what was chosen, and nothing else', () => {
  const query = { status: 'active', cursor: null, partner: undefined, empty: '', page: 2 };
  expect(addressOf('/links', { query })).toBe('/links?status=active&page=2');
});

test('after signing in nobody lands on another site', () => {
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil',
    'javascript:x',
    '',
    'x',
  ]) {
    expect(safeNext(next), next).toBe('/');
  }
  expect(safeNext('/app/programs/1/links?status=active')).toBe(
    '/app/programs/1/links?status=active',
  );
  expect(safeNext(undefined)).toBe('/');
});
