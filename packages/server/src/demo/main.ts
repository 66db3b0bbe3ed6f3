// Owns `npm run demo`: fills an empty installation, performs one live chain, and stays up.
import cluster from 'node:cluster';
import { OUTBOX_PATH } from '../accounts/index.js';
import type { Config } from '../config.js';
import { loadConfig } from '../config.js';
import { openDatabase } from '../database.js';
import { main, reportStartFailure, runUntilStopped, start } from '../main.js';
import { resetSchema } from '../platform/db/index.js';
import { createLogger } from '../platform/log.js';
import { StartupError } from '../platform/startup-error.js';
import { type DemoFile, demoFilePath, readDemoFile, writeDemoFile } from './demo-file.js';
import { areKeysAccepted, describeContents } from './installation.js';
import { performChain } from './live-chain.js';
import { seed } from './seed.js';
import type { MadeProgram } from './setup.js';
import { allowStorefront, type Storefront, startStorefront } from './storefront.js';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function showProgress(lived: number, days: number): void {
  if (process.stdout.isTTY) {
    const filled = Math.round((lived / days) * 30);
    const bar = '█'.repeat(filled).padEnd(30, '░');
    process.stdout.write(`\r  ${bar} day ${lived} of ${days}${lived === days ? '\n' : ''}`);
  } else if (lived % 14 === 0) {
    print(`  day ${lived} of ${days}`);
  }
}

async function prepare(config: Config, isReset: boolean): Promise<void> {
  const log = createLogger({ level: 'warn' });
  let database = await openDatabase(config, log);
  try {
    const found = await describeContents(database.db);
    const known = readDemoFile(config.dataDir);
    const isUsable = known !== null && (await areKeysAccepted(database.db, known));
    if (found === 'demo' && isUsable && !isReset) {
      print('\nThe data of the last start is used again (npm run demo -- --reset starts over).');
      writeDemoFile(config.dataDir, { ...known, base_url: config.publicUrl });
      return;
    }
    if (found === 'other') refuseOtherInstallation();
    // An attempt that was interrupted left half a demo; it is made anew.
    if (found === 'demo') {
      await resetSchema(database.db);
      await database.close();
      database = await openDatabase(config, log);
    }
    print('\nMaking two programs and six weeks of visitors, signups, payments and refunds:');
    const seeded = await seed(database.db, config, showProgress);
    writeDemoFile(config.dataDir, { base_url: config.publicUrl, ...seeded });
  } finally {
    await database.close();
  }
}

function refuseOtherInstallation(): never {
  throw new StartupError(
    'This database holds an installation that is not the demo, which the demo would not touch. ' +
      'Choose another folder with AFFITOR_DATA_DIR, or start the service with: npm start',
  );
}

/** Opens the example shop for a program; the demo is worth showing without it, too. */
async function openStorefront(
  config: Config,
  file: DemoFile,
  program: MadeProgram,
): Promise<Storefront | null> {
  try {
    const { storefrontPort: port } = config;
    const storefront = await startStorefront({ apiUrl: file.base_url, program, port });
    const serviceUrl = `http://127.0.0.1:${config.port}`;
    program.allowed_origins = await allowStorefront(serviceUrl, file.management_key, program);
    return storefront;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    print(`The example shop could not be opened: ${reason}\n`);
    return null;
  }
}

async function demo(): Promise<void> {
  const loaded = loadConfig();
  if (!cluster.isPrimary) return main();
  // The accounts of the demo are invented, so everybody may see what they are mailed.
  const config = {
    ...loaded,
    showsOutbox: loaded.smtpUrl === null,
    // The example shop is a site of this machine.
    siteCheckPrivateHosts: [...loaded.siteCheckPrivateHosts, 'localhost', '127.0.0.1'],
  };
  await prepare(config, process.argv.includes('--reset'));
  const log = createLogger({ level: 'warn' });
  const starting = start(config, log);
  runUntilStopped(starting, config, log);
  await starting;
  const file = readDemoFile(config.dataDir) as DemoFile;
  const [program] = file.programs;
  if (!program) throw new Error('the demo has no program; start over with --reset');
  print('\nOne live chain:\n');
  await performChain(`http://127.0.0.1:${config.port}`, program, print);
  const storefront = await openStorefront(config, file, program);
  writeDemoFile(config.dataDir, {
    ...file,
    storefront_url: storefront?.url ?? null,
    storefront_link: storefront?.affiliateLink ?? null,
  });
  print(`Affitor is running at ${file.base_url}`);
  print(`  documentation   ${file.base_url}/docs`);
  print(`  API reference   ${file.base_url}/openapi.json`);
  print(`  errors          ${file.base_url}/docs/errors`);
  print(`  metrics         ${file.base_url}/metrics`);
  for (const { name, program_id: id, links } of file.programs) {
    const codes = links.map((link) => link.short_link + (link.status === 'active' ? '' : ' (off)'));
    print(`  program ${id}       ${name}: links ${codes.join(', ')}`);
  }
  print(`  sign in         ${file.owner.email}, password ${file.owner.password}`);
  print(`  command line    npx affitor login --api-url ${file.base_url}`);
  if (config.showsOutbox) print(`  mails           ${file.base_url}${OUTBOX_PATH}`);
  print(`  keys            ${demoFilePath(config.dataDir)}`);
  if (storefront) {
    print(`\nA shop that uses it is open at ${storefront.url}. Follow a partner's link, then buy:`);
    print(`  ${storefront.affiliateLink}`);
  }
  print('\nPress Ctrl-C to stop.');
}

demo().catch(reportStartFailure);
