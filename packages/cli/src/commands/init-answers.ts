// Owns what `init` has to know: from flags, or from questions where somebody is there to answer.
import { CLI_COMMISSION_TYPES, OPERATIONS } from '@affitor/contract';
import { isCancel, select, text } from '@clack/prompts';
import type { Context } from '../context.js';
import { Ended, Failure } from '../platform/failure.js';

const body = OPERATIONS.initCliProgram.body;
type InitBody = (typeof body)['_zod']['output'];
type CommissionType = (typeof CLI_COMMISSION_TYPES)[number];

const RATE_DEFAULT_PERCENT = 40;
const COOKIE_DEFAULT_DAYS = 60;
const MONTHS_DEFAULT = 12;

export interface InitFlags {
  name?: string;
  domain?: string;
  commissionType?: string;
  commissionRate?: string;
  cookieDuration?: string;
  durationMonths?: string;
  wizard: boolean;
  logoUrl?: string;
  category?: string;
  shortDescription?: string;
  longDescription?: string;
}

/** The request that makes the program, checked as the service will check it. */
export async function answersOf(context: Context, flags: InitFlags): Promise<InitBody> {
  const isAsking = context.canAsk && flags.wizard;
  const { name, domain } = isAsking ? await askIdentity(flags) : flags;
  const missing = [name ? '' : '--name', domain ? '' : '--domain'].filter(Boolean);
  if (missing.length > 0) {
    throw new Failure('usage', {
      error: 'missing_options',
      message: `Missing ${missing.join(' and ')}.`,
      hint: 'Run it in a terminal to be asked, or pass the options.',
      missing,
    });
  }
  const terms = isAsking ? await askTerms(flags) : flags;
  const type = terms.commissionType ?? 'recurring_percent';
  const rate = terms.commissionRate ?? (type.includes('fixed') ? undefined : RATE_DEFAULT_PERCENT);
  const parsed = body.safeParse({
    name,
    domain,
    commission_type: type,
    commission_rate: numberOf(rate),
    cookie_duration: numberOf(flags.cookieDuration ?? COOKIE_DEFAULT_DAYS),
    duration_months: type.startsWith('recurring')
      ? numberOf(terms.durationMonths ?? MONTHS_DEFAULT)
      : undefined,
    logo_url: flags.logoUrl,
    category: flags.category,
    short_description: flags.shortDescription,
    long_description: flags.longDescription,
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = `--${String(issue?.path[0] ?? '').replaceAll('_', '-')}`;
  throw new Failure('usage', {
    error: 'invalid_options',
    message: `${option}: ${issue?.message ?? 'is not valid'}.`,
  });
}

function numberOf(given: string | number | undefined): unknown {
  return given === undefined || given === '' ? undefined : Number(given);
}

async function askIdentity(flags: InitFlags) {
  const name = flags.name ?? (await ask('Name of the program', '', notEmpty));
  const domain = flags.domain ?? (await ask('Domain, such as acme.example', '', isDomain));
  return { name, domain };
}

async function askTerms(flags: InitFlags) {
  const commissionType = flags.commissionType ?? (await askType());
  const isFixed = commissionType.includes('fixed');
  const unit = isFixed ? 'units of the currency' : 'percent';
  const preset = isFixed ? '' : String(RATE_DEFAULT_PERCENT);
  const commissionRate =
    flags.commissionRate ?? (await ask(`Commission in ${unit}`, preset, isRate(isFixed)));
  const isRecurring = commissionType.startsWith('recurring');
  const asked = 'For how many months (0 for life)';
  const durationMonths =
    flags.durationMonths ??
    (isRecurring ? await ask(asked, String(MONTHS_DEFAULT), isMonths) : undefined);
  return { commissionType, commissionRate, durationMonths };
}

type Check = (value: string | undefined) => string | undefined;

const notEmpty: Check = (value) => (value?.trim() ? undefined : 'Give it a name.');
const isDomain: Check = (value) =>
  value?.includes('.') && !value.includes('://') ? undefined : 'A domain without https://';
const isMonths: Check = (value) => (Number(value) >= 0 ? undefined : 'A number from 0');
const isRate =
  (isFixed: boolean): Check =>
  (value) => {
    const rate = Number(value);
    return rate > 0 && (isFixed || rate <= 100) ? undefined : 'More than 0, at most 100 percent';
  };

async function ask(message: string, preset: string, validate: Check): Promise<string> {
  const given = await text({ message, validate, ...(preset && { initialValue: preset }) });
  if (isCancel(given)) throw new Ended('ok');
  return given;
}

async function askType(): Promise<CommissionType> {
  const options = CLI_COMMISSION_TYPES.map((value) => ({ value, label: value }));
  const given = await select({ message: 'Type of the commission', options });
  if (isCancel(given)) throw new Ended('ok');
  return given;
}
