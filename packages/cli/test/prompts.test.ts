// Guards what a person meets in a real terminal: every question, what is said to a wrong answer,
// and that Ctrl-C leaves nothing behind. Skipped where no pseudo terminal can be opened.
import fs from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AffitorService, startAffitorService } from '../../sdk/test/affitor-service.js';
import { createOwner, type Owner } from './owner.js';
import { startPolar } from './polar-stand-in.js';
import {
  KEYS,
  missingForPseudoTerminal,
  openPseudoTerminal,
  type PseudoTerminal,
} from './pseudo-terminal.js';
import { configure, openTerminal, type Terminal } from './terminal.js';

const missing = missingForPseudoTerminal();
const SUITE = missing ? `in a terminal (skipped: ${missing})` : 'in a terminal';

describe.skipIf(missing !== null)(SUITE, () => {
  let service: AffitorService;
  let owner: Owner;
  const opened: Terminal[] = [];
  const screens: PseudoTerminal[] = [];

  beforeAll(async () => {
    service = await startAffitorService();
    owner = await createOwner(service.url);
  }, 90_000);
  afterAll(async () => {
    for (const terminal of opened) terminal.remove();
    await service.stop();
  });

  afterEach(() => {
    for (const screen of screens.splice(0)) screen.hangUp();
  });

  async function open(): Promise<Terminal> {
    const at = openTerminal({ AFFITOR_API_URL: service.url });
    opened.push(at);
    await at.run('login', { openBrowser: owner.approve });
    return at;
  }

  function start(at: Terminal, words: string[], variables?: Record<string, string>) {
    const screen = openPseudoTerminal(at, words, { AFFITOR_API_URL: service.url, ...variables });
    screens.push(screen);
    return screen;
  }
  const countPrograms = async (at: Terminal) =>
    (await at.run('programs --json')).json.programs.length as number;

  test('init asks for everything, says what is wrong, and makes the program', async () => {
    const at = await open();
    const screen = start(at, ['init']);
    const { see, type } = screen;
    await see('Name of the program');
    type(KEYS.enter);
    await see('Give it a name.');
    type(`Acme${KEYS.enter}`);
    await see('Domain, such as acme.example');
    type(`https://acme.example${KEYS.enter}`);
    await see('A domain without https://');
    type(`${KEYS.erase.repeat(20)}acme.example${KEYS.enter}`);
    await see('Type of the commission');
    type(`${KEYS.down}${KEYS.enter}`);
    await see('Commission in percent');
    type(`${KEYS.erase.repeat(2)}140${KEYS.enter}`);
    await see('at most 100 percent');
    type(`${KEYS.erase.repeat(3)}25${KEYS.enter}`);
    await see('Create the program "Acme" for acme.example?');
    type(KEYS.enter);
    await see('Created program');
    expect(await screen.end()).toBe(0);
    const { commission, domain } = JSON.parse(at.read('.affitor/config.json'));
    expect([domain, commission]).toEqual([
      'acme.example',
      { type: 'percent', rate: 25, duration_months: null },
    ]);
    const [, key = ''] = /AFFITOR_API_KEY=(\S+)/.exec(at.read('.affitor/.env')) ?? [];
    expect(key.length).toBeGreaterThan(20);
    expect(screen.screen).not.toContain(key);
  });

  test('a recurring commission is asked for its months', async () => {
    const at = await open();
    const words = ['--name', 'Acme', '--domain', 'acme.example'];
    const screen = start(at, ['init', ...words, '--commission-type', 'recurring_fixed']);
    const { see, type } = screen;
    await see('Commission in units of the currency');
    type(KEYS.enter);
    await see('More than 0');
    type(`15${KEYS.enter}`);
    await see('For how many months (0 for life)');
    type(`${KEYS.erase.repeat(2)}-1${KEYS.enter}`);
    await see('A number from 0');
    type(`${KEYS.erase.repeat(2)}0${KEYS.enter}`);
    await see('Create the program');
    type(KEYS.enter);
    await see('Created program');
    expect(await screen.end()).toBe(0);
    expect(JSON.parse(at.read('.affitor/config.json')).commission).toEqual({
      type: 'recurring_fixed',
      rate: 15,
      duration_months: 0,
    });
  });

  const acme = ['--name', 'Acme', '--domain', 'acme.example'];
  const percent = [...acme, '--commission-type', 'recurring_percent'];
  test.each([
    ['Name of the program', [], KEYS.ctrlC],
    ['Domain, such as acme.example', acme.slice(0, 2), KEYS.ctrlC],
    ['Type of the commission', acme, KEYS.ctrlC],
    ['Commission in percent', percent, KEYS.ctrlC],
    ['For how many months', [...percent, '--commission-rate', '20'], KEYS.ctrlC],
    ['Create the program', [...acme, '--no-wizard'], KEYS.ctrlC],
    ['Create the program', [...acme, '--no-wizard'], 'n'],
  ])('at “%s” one can stop, and nothing was made (%#)', async (question, words, key) => {
    const at = await open();
    const before = await countPrograms(at);
    const screen = start(at, ['init', ...words]);
    await screen.see(question);
    screen.type(key);
    expect(await screen.end()).toBe(0);
    expect(fs.readdirSync(at.cwd)).toEqual([]);
    expect(await countPrograms(at)).toBe(before);
  });

  test('the token of Polar is asked for and not shown; Ctrl-C leaves nothing', async () => {
    const polar = await startPolar();
    const at = openTerminal();
    opened.push(at);
    configure(at);
    const before = fs.readdirSync(at.cwd, { recursive: true });
    const words = ['setup', 'polar'];
    const variables = { AFFITOR_POLAR_API_URL: polar.url };
    const stopped = start(at, words, variables);
    await stopped.see('Access token of your organization');
    stopped.type(KEYS.enter);
    await stopped.see('Paste the token.');
    stopped.type(KEYS.ctrlC);
    expect(await stopped.end()).toBe(0);
    expect([fs.readdirSync(at.cwd, { recursive: true }), polar.asked]).toEqual([before, []]);
    const screen = start(at, words, variables);
    await screen.see('Access token of your organization');
    screen.type(`${polar.token}${KEYS.enter}`);
    await screen.see('Polar (production) calls');
    expect(await screen.end()).toBe(0);
    for (const secret of [polar.token, polar.endpoints[0]?.secret]) {
      expect(screen.screen).not.toContain(secret);
    }
    await polar.close();
  });
});
