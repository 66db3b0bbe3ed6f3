// Owns the phase that reports sales: which webhook takes the code, and what else it needs. Pure.
import {
  getRecipe,
  getSaleInjection,
  getWebhookRoute,
  POLAR_WEBHOOK_EVENTS,
} from '@affitor/recipes';
import { callsTrackSale, type Edit, type SourceFile } from './edit.js';
import { addDependencies } from './manifest.js';
import type { Change, ManualStep, Phase } from './planned.js';
import { injectPolarSale, looksLikePolarWebhook } from './polar-sale.js';
import type { ProjectFiles } from './project-files.js';
import { PROVIDER_NAMES, type Stack } from './stack.js';
import { injectStripeSale, looksLikeStripeWebhook } from './stripe-sale.js';
import { parseSource } from './syntax.js';

const EDITORS = {
  stripe: { looksRight: looksLikeStripeWebhook, inject: injectStripeSale },
  polar: { looksRight: looksLikePolarWebhook, inject: injectPolarSale },
} as const;

export interface SaleFacts {
  /** Affitor reads the payments at Stripe; reporting them as well would count them twice. */
  isConnect: boolean;
  /** Versions of packages that the project may have to add. */
  ranges: Readonly<Record<string, string>>;
}

/** Decides which file reports the sales. */
export function planServerSale(project: ProjectFiles, stack: Stack, facts: SaleFacts): Phase {
  const { files } = project;
  const { provider } = stack;
  if (facts.isConnect && provider === 'stripe') {
    const detail = 'Affitor reads the payments at Stripe; nothing must report them as well';
    return { status: 'skipped', detail, changes: [], manual: [] };
  }
  const reporting = [...files.values()].find((file) => reports(file));
  if (reporting) return already(`${reporting.path} calls trackSale`);
  if (provider !== 'stripe' && provider !== 'polar') {
    return byHand(stack, `there is no edit for ${PROVIDER_NAMES[provider]}`, []);
  }
  const { looksRight, inject } = EDITORS[provider];
  const candidates = [...files.values()].filter(({ text }) => looksRight(text));
  const edits = candidates.map((file) => ({ file, edit: inject(file) }));
  const done = edits.find(({ edit }) => edit.kind === 'already');
  if (done) return already(`${done.file.path} uses @affitor/sdk; see that it reports sales`);
  const possible = edits.filter(({ edit }) => edit.kind === 'edited');
  const [only] = possible;
  if (only?.edit.kind === 'edited' && possible.length === 1) {
    const { path, text } = only.file;
    const changes = [
      { path, before: text, after: only.edit.text },
      ...manifestChange(project, facts),
    ];
    return { status: 'edit', detail: `${path}, after ${only.edit.after}`, changes, manual: [] };
  }
  const route = candidates.length === 0 ? planRoute(project, stack, facts) : null;
  if (route) return route;
  const reason =
    possible.length > 1
      ? 'more than one file could be the webhook'
      : `no ${PROVIDER_NAMES[provider]} webhook was recognised`;
  const hints = edits.map(({ file, edit }) => hintOf(file, edit));
  return byHand(stack, [reason, ...hints].join('; '), candidates);
}

const already = (detail: string): Phase => ({
  status: 'already',
  detail,
  changes: [],
  manual: [],
});

function reports({ path, text }: SourceFile): boolean {
  if (!text.includes('trackSale') || path.endsWith('.html')) return false;
  const program = parseSource(path, text);
  // A file that cannot be read may report sales, and then nothing else must.
  return program === null || callsTrackSale(program);
}

function hintOf({ path }: SourceFile, edit: Edit): string {
  return edit.kind === 'unrecognized' ? `${path} was left alone: ${edit.reason}` : path;
}

function byHand(stack: Stack, detail: string, candidates: readonly SourceFile[]): Phase {
  const { imports, statements, target } = getSaleInjection(stack.provider);
  const files = candidates.map(({ path }) => path);
  const place = files.length > 0 ? ` (${files.join(' or ')})` : '';
  const sale: ManualStep = {
    title: `Report the sales. It goes into ${target}${place}:`,
    code: `${imports}\n\n${statements}`,
  };
  const install = { title: `Install the SDK: ${addCommand(stack, '@affitor/sdk')}` };
  return { status: 'manual', detail, changes: [], manual: [install, sale] };
}

export function addCommand({ packageManager }: Stack, name: string): string {
  return packageManager === 'npm' ? `npm install ${name}` : `${packageManager} add ${name}`;
}

/** The whole webhook, for stacks whose adapter leaves nothing else to decide. */
function planRoute(project: ProjectFiles, stack: Stack, facts: SaleFacts): Phase | null {
  const route = getWebhookRoute(stack.framework, stack.provider);
  if (!route) return null;
  const { files } = project;
  const isBelow = [...files.keys()].some((path) => path.startsWith('src/app/'));
  const path = isBelow ? `src/${route.path}` : route.path;
  if (files.has(path) || [...files.keys()].some((one) => /polar.*webhook/i.test(one))) return null;
  const created: Change = { path, before: null, after: route.source };
  const secrets = route.env.filter((name) => !name.startsWith('AFFITOR_')).join(', ');
  const address = route.path.replace(/^app\/|\/route\.ts$/g, '');
  const title =
    `Let Polar send ${POLAR_WEBHOOK_EVENTS.join(' and ')} to /${address} of your site, and put ` +
    `the secret of that endpoint into ${secrets}.`;
  return {
    status: 'edit',
    detail: `${path}, a new webhook`,
    changes: [created, ...manifestChange(project, facts, route.deps)],
    manual: [{ title }],
  };
}

/** Adds the packages that the server's code imports from now on. */
function manifestChange(
  { manifestText: before, manifest }: ProjectFiles,
  { ranges }: SaleFacts,
  names: readonly string[] = ['@affitor/sdk'],
): Change[] {
  const missing = names.filter((name) => manifest.dependencies[name] === undefined);
  const added = Object.fromEntries(missing.map((name) => [name, ranges[name] ?? 'latest']));
  const after = addDependencies(before, added);
  return after === before ? [] : [{ path: 'package.json', before, after }];
}

/** What else the money depends on and no edit does: renewals, metadata, refunds. */
export function remainingSaleSteps(
  project: ProjectFiles,
  stack: Stack,
  { isConnect }: SaleFacts,
): ManualStep[] {
  const files = [...project.files.values()];
  const mode = isConnect && stack.provider === 'stripe' ? 'stripe_connect' : 's2s';
  const recipe = getRecipe(stack.framework, stack.provider, mode);
  const steps: ManualStep[] = [];
  const named = (pattern: RegExp) => {
    const paths = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    return paths.length > 0 ? ` (${paths.join(', ')})` : '';
  };
  if (!files.some(({ text }) => PLANTED.test(text))) {
    const place = named(CHECKOUT);
    const title = `Plant the ids where a checkout is created${place}. ${recipe.metadata.why}`;
    steps.push({ title, code: recipe.metadata.snippet });
  } else if (stack.provider === 'stripe' && lacksSubscriptionCopy(files)) {
    steps.push({
      title:
        'For subscriptions, put the same metadata into subscription_data.metadata' +
        `${named(CHECKOUT)}: renewals read that copy.`,
    });
  }
  if (recipe.renewal && !files.some(reportsRenewals)) {
    const { snippet, inject_target, note } = recipe.renewal;
    const handled = named(/['"]invoice\.(?:paid|payment_succeeded)['"]/);
    const title =
      'Report renewals if you sell subscriptions, or they earn no commission. It goes into ' +
      `${inject_target}${handled && `; invoices are handled already${handled}`}. ${note}`;
    steps.push({ title, code: snippet });
  }
  const refunds = recipe.notes.find((note) => note.startsWith('Refunds:'));
  if (refunds && !files.some(({ text }) => /\btrackRefund\s*\(/.test(text))) {
    steps.push({ title: refunds });
  }
  return steps;
}

/** Ids as keys, which is how they are planted; the code that reports sales only reads them. */
const PLANTED = /\baffitor_(?:click_id|customer_key)['"]?\]?\s*:|custom\]\[affitor_click_id/;
const CHECKOUT =
  /checkout\s*\.\s*sessions\s*\.\s*create|checkouts\s*\.\s*create|Checkout\.open|Checkout\(\{/;

function lacksSubscriptionCopy(files: readonly SourceFile[]): boolean {
  const planting = files.filter(({ text }) => PLANTED.test(text));
  const sells = planting.some(({ text }) => /mode:\s*['"]subscription['"]/.test(text));
  return sells && !planting.some(({ text }) => text.includes('subscription_data'));
}

function reportsRenewals({ text }: SourceFile): boolean {
  return /\bisRecurring\s*:/.test(text) && /invoice\.(?:paid|payment_succeeded)/.test(text);
}
