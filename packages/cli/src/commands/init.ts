// Owns making a program from the command line, and the files that connect a project with it.
import { type CliProjectConfig, OPERATIONS } from '@affitor/contract';
import { confirm } from '@clack/prompts';
import type { Context } from '../context.js';
import { toIso } from '../platform/clock.js';
import { Ended, Failure } from '../platform/failure.js';
import { requireWritableFolder } from '../platform/files.js';
import { writeInitFiles } from '../project/init-files.js';
import { pathsOf } from '../project/project-config.js';
import { snippetsOf } from '../project/snippets.js';
import { answersOf, type InitFlags } from './init-answers.js';

const NEXT_STEPS = [
  'Run `affitor onboard` in your application, or put the script tag on every page.',
  'Report signups and sales (.affitor/AGENTS.md has the calls).',
  'Run `affitor test chain` to prove that attribution works.',
  'Run `affitor status` to see the five gates.',
];

type InitBody = Awaited<ReturnType<typeof answersOf>>;

/** Creates a program and writes the files of the project. */
export async function init(context: Context, flags: InitFlags): Promise<void> {
  const { output, machine } = context;
  const { api_url } = context.requireSession();
  if (context.project) throw alreadyConfigured(context.project);
  const body = await answersOf(context, flags);
  await requireConsent(context, body);
  // The key is shown once: what could keep it from being written is found out before.
  requireWritableFolder(pathsOf(machine.cwd).folder);
  const api = context.api(api_url);
  const made = api.call(OPERATIONS.initCliProgram, { ...context.sessionCall(), body });
  const { program_id, api_key, domain } = await output.progress('Creating the program', made);
  output.hide(api_key);
  const apiUrl = api.url;
  const config = configOf(body, { program_id, domain, apiUrl, nowMs: machine.clock.nowMs() });
  writeInitFiles(machine.cwd, config, api_key);
  const tracking = snippetsOf({ programId: program_id, apiUrl });
  output.document('init', {
    program_id,
    api_key,
    domain,
    status: 'created',
    tracking,
    next_steps: NEXT_STEPS,
  });
  output.success(`Created program ${program_id} for ${domain}; its key is in .affitor/.env.`);
  output.info(`\nScript tag:  ${tracking.script_tag}`);
  output.info(`Signup:      ${tracking.signup_call}`);
  output.info(`Sale:        ${tracking.sale_api}\n`);
  for (const [index, step] of NEXT_STEPS.entries()) output.info(`${index + 1}. ${step}`);
}

function alreadyConfigured({ program_id }: CliProjectConfig): Failure {
  return new Failure('conflict', {
    error: 'already_configured',
    message: `This folder is configured for program ${program_id} already (.affitor/config.json).`,
    hint:
      '`affitor init` creates a new program: it does not restore this one and does not replace ' +
      'its key. A workspace owner regenerates the key under Settings → API Key. To create ' +
      'another program, run it in another folder.',
  });
}

async function requireConsent(context: Context, body: InitBody): Promise<void> {
  if (!context.canAsk || context.flags.autoConfirm) return;
  const message = `Create the program "${body.name}" for ${body.domain}?`;
  if ((await confirm({ message })) !== true) throw new Ended('ok');
}

function configOf(
  body: InitBody,
  made: { program_id: string; domain: string; apiUrl: string; nowMs: number },
): CliProjectConfig {
  const { program_id, domain, apiUrl, nowMs } = made;
  return {
    version: 2,
    program_id,
    domain,
    tracking_subdomain: `t.${domain}`,
    commission: {
      type: body.commission_type,
      rate: body.commission_rate,
      duration_months: body.duration_months ?? null,
    },
    cookie: { name: 'affitor_click_id', duration_days: body.cookie_duration ?? 60 },
    ref_param: 'aff',
    api_url: apiUrl,
    created_at: toIso(nowMs),
  };
}
