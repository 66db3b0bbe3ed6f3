// Owns the proof of where the program's id comes from.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeBrowser } from '../../test/fake-page.js';

const MISSING = [
  'error',
  '[Affitor]',
  'Affitor program ID not found — set it via init({ programId }).',
];

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => vi.unstubAllGlobals());

async function resolve(option: unknown, scripts: Record<string, string>[] = [], global?: unknown) {
  browser.scripts = scripts.map((dataset) => ({ dataset }));
  const sdk = await browser.open('https://www.example.com/');
  vi.stubGlobal('AFFITOR_PROGRAM_ID', global);
  sdk.init(option === undefined ? undefined : ({ programId: option } as object));
  return sdk.getData()?.programId;
}

test.each([
  ['a number', 123, 123],
  ['numeric text', '123', 123],
  ['text that begins with a number, as parseInt reads it', '0123abc', 123],
])('the option wins: %s', async (_name, option, id) => {
  expect(await resolve(option, [{ affitorProgramId: '7' }], 8)).toBe(id);
  expect(browser.printed).toEqual([]);
});

test.each([[undefined], [null], ['']])('for the option %s the page is asked', async (option) => {
  const id = { affitorProgramId: '7' };
  const alias = { affitorProgram: '6' };
  expect(await resolve(option, [{}, id, alias], 8)).toBe(7);
  expect(await resolve(option, [{}, alias, id], 8)).toBe(6);
  expect(await resolve(option, [{ ...alias, ...id }], 8)).toBe(7);
  expect(await resolve(option, [{}], '8')).toBe(8);
  expect(browser.printed).toEqual([]);
});

test.each([
  ['nothing at all', undefined],
  ['text that is no number', 'abc'],
])('%s is no id, which is said once', async (_name, option) => {
  expect(await resolve(option)).toBeNull();
  expect(browser.printed).toEqual([MISSING]);
});

test('init() resolves again only if its options name an id', async () => {
  expect(await resolve(123)).toBe(123);
  const { init, getData } = await import('./index.js');
  init({ debug: false });
  expect(getData()?.programId).toBe(123);
  init({ programId: '456' });
  expect(getData()?.programId).toBe(456);
});
