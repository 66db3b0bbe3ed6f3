// Owns where the browser of the tests comes from: the machine's own, or one that is fetched.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ReadableError, toolPath } from './repository.mjs';
import { runForeground } from './service.mjs';

/** Names a browser of one's own; any Chromium will do. */
const VARIABLE = 'CHROMIUM_PATH';

/** What a browser is started with: no sandbox of its own, and silent towards its maker. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const CANDIDATES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

/**
 * The path of a Chromium on this machine.
 *
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env[VARIABLE];
  if (named) {
    if (existsSync(named)) return named;
    throw new ReadableError(`${VARIABLE} names ${named}, which does not exist.`);
  }
  const found = (CANDIDATES[process.platform] ?? []).find((file) => existsSync(file));
  if (found) return found;
  const { chromium } = await import('playwright-core');
  const fetched = chromium.executablePath();
  return existsSync(fetched) ? fetched : null;
}

/**
 * Finds a browser or fetches one: Debian's package where we may install packages, and otherwise
 * the build that Playwright keeps for this platform.
 */
export async function ensureBrowser() {
  if (await findBrowser()) return;
  console.log('No Chromium on this machine; fetching one for the browser tests …');
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) installWithApt();
  if (await findBrowser()) return;
  await runForeground([toolPath('playwright-core', 'playwright-core'), 'install', 'chromium']);
  if (await findBrowser()) return;
  throw new ReadableError(
    `No browser for the tests. Install Chromium or Chrome, or set ${VARIABLE} to one.`,
  );
}

function installWithApt() {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // Another installation may be under way, perhaps that of another run of the tests.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  spawnSync('apt-get', [...wait, 'update', '-qq'], options);
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  spawnSync('apt-get', [...wait, ...install], options);
}
