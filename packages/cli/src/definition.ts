// Owns the commands and their options: what is parsed, helped with, completed and documented.
import { Command } from 'commander';
import { printCompletion, SHELLS } from './commands/completion.js';
import { type DoctorFlags, examine } from './commands/doctor.js';
import { explain } from './commands/explain.js';
import { init } from './commands/init.js';
import type { InitFlags } from './commands/init-answers.js';
import { type ListenFlags, listen } from './commands/listen.js';
import { listPrograms, login, logout, whoami } from './commands/login.js';
import { type OnboardFlags, onboard } from './commands/onboard.js';
import { setupDns } from './commands/setup-dns.js';
import { type SetupPolarFlags, setupPolar } from './commands/setup-polar.js';
import { type SetupStripeFlags, setupStripe } from './commands/setup-stripe.js';
import { showStatus } from './commands/status.js';
import { sendTest, TEST_TYPES } from './commands/test.js';
import { TRIGGER_TYPES, type TriggerFlags, trigger } from './commands/trigger.js';
import { API_URL_DEFAULT, type Context } from './context.js';
import { VERSION } from './version.js';

/** Runs a command with the flags of the root command. */
export type Act = (work: (context: Context) => unknown) => Promise<void>;

/** The whole command line. */
export function defineCommands(act: Act): Command {
  const root = new Command('affitor')
    .description('Affiliate tracking from the command line: create a program, wire it, prove it.')
    .version(VERSION)
    .option('--json', 'print one JSON document and nothing else on standard output', false)
    .option('--no-interactive', 'ask nothing')
    .option('--auto-confirm', 'say yes to confirmations', false)
    .option('--quiet', 'hide information; success, warnings and errors remain', false)
    .option('--api-key <key>', 'key of the program, instead of AFFITOR_API_KEY or .affitor/.env')
    .option('--api-url <url>', `address of the service (default: ${API_URL_DEFAULT})`)
    .option('--verbose', 'print what is done, on standard error', false)
    .showHelpAfterError('(affitor --help lists the commands)');
  addAccountCommands(root, act);
  addProgramCommands(root, act);
  addWatchingCommands(root, act);
  addMachineCommands(root, act);
  return root;
}

function addAccountCommands(root: Command, act: Act): void {
  root
    .command('login')
    .description('Sign in through the browser.')
    .action(() => act(login));
  root
    .command('logout')
    .description('End the session on this machine and at the service.')
    .action(() => act(logout));
  root
    .command('whoami')
    .description('Show who is signed in.')
    .action(() => act(whoami));
  root
    .command('programs')
    .description('List the programs of your workspace.')
    .action(() => act(listPrograms));
}

function addProgramCommands(root: Command, act: Act): void {
  root
    .command('init')
    .description('Create a program and write .affitor/ in this folder.')
    .option('--name <name>', 'name of the program')
    .option('--domain <domain>', 'domain of your site, without https://')
    .option('--commission-type <type>', 'recurring_percent, percent, fixed or recurring_fixed')
    .option('--commission-rate <rate>', 'percent, or units of the currency for a fixed commission')
    .option('--cookie-duration <days>', 'days that a visitor is remembered, 1 to 365 (default: 60)')
    .option('--duration-months <months>', 'of a recurring commission; 0 for life (default: 12)')
    .option('--no-wizard', 'take everything from the options')
    .option('--logo-url <url>', 'logo, for the profile of the program')
    .option('--category <category>', 'category, for the profile')
    .option('--short-description <text>', 'one sentence, for the profile')
    .option('--long-description <text>', 'description, for the profile')
    .action((flags: InitFlags) => act((context) => init(context, flags)));
  root
    .command('onboard')
    .description(
      'Wire the application of this folder: tracker, sales, key; then prove that it works.',
    )
    .option('--yes', 'make the changes without asking')
    .option('--allow-dirty', 'edit files that have uncommitted changes, too')
    .action((flags: OnboardFlags) => act((context) => onboard(context, flags)));
  root
    .command('status')
    .description('Show the figures of the program and the five gates of its integration.')
    .option('--recheck', 'look at the site anew (at most once a minute)')
    .option('--exit-code', 'exit with 4 unless the integration is verified')
    .action((flags: { recheck?: boolean; exitCode?: boolean }) =>
      act((context) => showStatus(context, flags)),
    );
  root
    .command('test')
    .description('Send a test event, or prove attribution with the synthetic chain.')
    .argument('[type]', TEST_TYPES.join(', '), 'click')
    .action((type: string) => act((context) => sendTest(context, type)));
}

function addWatchingCommands(root: Command, act: Act): void {
  root
    .command('explain')
    .description('Tell who was credited for a sale, why, and with how much.')
    .argument('<transaction id>', 'or a click id, a customer key, a request id')
    .action((searched: string) => act((context) => explain(context, searched)));
  root
    .command('listen')
    .description('Follow the events of the program; with --json, one document per line.')
    .option('--forward-to <url>', 'post each event to this address as JSON')
    .option('--mode <mode>', 'live or test', 'live')
    .option('--kind <kind>', 'only click, lead, sale, refund or refusal')
    .option('--count <number>', 'end after so many events')
    .action((flags: ListenFlags) => act((context) => listen(context, flags)));
  root
    .command('trigger')
    .description('Send an event in test mode by the tracking API.')
    .argument('<type>', TRIGGER_TYPES.join(', '))
    .option('--customer-key <key>', 'customer of the event')
    .option('--transaction-id <id>', 'id of the sale')
    .option('--amount-cents <cents>', 'amount of the sale (default: 4900)')
    .action((type: string, flags: TriggerFlags) => act((context) => trigger(context, type, flags)));
  root
    .command('doctor')
    .description('Look for what keeps tracking from working, each finding with its fix.')
    .option('--site <url>', 'page to look at, instead of the domain of the program')
    .action((flags: DoctorFlags) => act((context) => examine(context, flags)));
}

function addMachineCommands(root: Command, act: Act): void {
  const setup = root
    .command('setup')
    .description('Connect what a program needs outside of Affitor.');
  setup
    .command('stripe')
    .description('Connect your Stripe account, so that its payments are recorded by themselves.')
    .option('--stripe-client-id <id>', 'client id of Connect, instead of STRIPE_CONNECT_CLIENT_ID')
    .option('--stripe-secret-key <key>', 'key of the platform, instead of STRIPE_SECRET_KEY')
    .action((flags: SetupStripeFlags) => act((context) => setupStripe(context, flags)));
  setup
    .command('polar')
    .description('Let Polar tell your application about orders: endpoint, secret and route.')
    .option('--token <token>', 'access token of the organization, instead of POLAR_ACCESS_TOKEN')
    .option('--sandbox', 'use the sandbox of Polar, which has tokens of its own')
    .option('--url <url>', 'address that Polar calls (default: /api/polar/webhook of the domain)')
    .action((flags: SetupPolarFlags) => act((context) => setupPolar(context, flags)));
  setup
    .command('dns')
    .description('Tell which DNS records are needed: none, in this version.')
    .action(() => act(setupDns));
  root
    .command('completion')
    .description('Print the completion script of a shell.')
    .argument('<shell>', SHELLS.join(', '))
    .action((shell: string) => act((context) => printCompletion(context, root, shell)));
}
