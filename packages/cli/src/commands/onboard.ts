// Owns `onboard`: looks at a project, wires it as far as that is safe, and proves that it works.
import { confirm, isCancel } from '@clack/prompts';
import type { Context } from '../context.js';
import { applyChanges, listUncommitted } from '../onboard/apply.js';
import { renderDiff } from '../onboard/diff.js';
import { type Plan, planOnboarding } from '../onboard/plan.js';
import { readProjectFiles } from '../onboard/project-files.js';
import { readReadiness, verify } from '../onboard/verification.js';
import { Failure } from '../platform/failure.js';
import { API_KEY_NAME } from '../project/project-config.js';
import { snippetsOf } from '../project/snippets.js';
import { VERSION } from '../version.js';
import { type Applied, conclude, giveUp, showDiff, showSteps, stepsOf } from './onboard-report.js';
import type { Readiness } from './status.js';

/** Our packages carry one version; the adapter is the one that the route is tested with. */
const RANGES = { '@affitor/sdk': `^${VERSION}`, '@polar-sh/nextjs': '^0.9.6' };

export interface OnboardFlags {
  yes?: boolean;
  allowDirty?: boolean;
}

/** Wires the project of this folder. Whatever has to fail fails before anything is changed. */
export async function onboard(context: Context, flags: OnboardFlags): Promise<void> {
  const { output, machine } = context;
  const { key } = context.requireKey();
  const project = readProjectFiles(machine.cwd);
  const readiness = await output.progress('Asking the service', askFirst(context));
  const programId = String(readiness.program_id);
  const apiUrl = context.projectApi.url;
  const plan = planOnboarding(project, {
    cwd: machine.cwd,
    programId,
    scriptTag: snippetsOf({ programId, apiUrl }).script_tag,
    isConnect: readiness.gates.payout.mode === 'stripe',
    ranges: RANGES,
    values: {
      [API_KEY_NAME]: key,
      AFFITOR_API_URL: apiUrl,
      AFFITOR_PROGRAM_ID: programId,
    },
  });
  const applied = output.isJson ? 'json' : await carryOut(context, plan, flags);
  const steps = stepsOf(plan, applied);
  showSteps(context, steps, plan);
  const verification = await output.progress('Verifying', verify(context));
  conclude(context, { programId, steps, verification });
}

/** Finds out whether the key works, and for which program, before anything is edited. */
async function askFirst(context: Context): Promise<Readiness> {
  const known = context.project?.program_id ?? null;
  let readiness: Readiness;
  try {
    readiness = await readReadiness(context);
  } catch (error) {
    if (error instanceof Failure) return giveUp(context, known, error);
    throw error;
  }
  if (known === null || known === String(readiness.program_id)) return readiness;
  const failure = new Failure('auth', {
    error: 'program_mismatch',
    message: `The key is of program ${readiness.program_id}, the project of program ${known}.`,
    hint: `Use the key of program ${known}, or correct .affitor/config.json.`,
  });
  return giveUp(context, known, failure);
}

async function carryOut(context: Context, plan: Plan, flags: OnboardFlags): Promise<Applied> {
  const { output, machine } = context;
  const { changes, env } = plan;
  const secrets = env.env.changes;
  if (changes.length === 0 && secrets.length === 0) return 'applied';
  output.info(`Found ${plan.detected}. These are the changes:\n`);
  if (changes.length > 0) showDiff(context, renderDiff(changes));
  // Never as a diff: the lines around would show other secrets.
  if (secrets.length > 0) output.info(`${env.detail}\n`);
  const isAuto = flags.yes || context.flags.autoConfirm || !context.flags.interactive;
  minding(context, plan, { isAuto: isAuto === true, isAllowed: flags.allowDirty === true });
  if (!isAuto) {
    if (!context.canAsk) return 'not_asked';
    const answer = await confirm({ message: 'Make these changes?' });
    if (isCancel(answer) || !answer) return 'declined';
  }
  applyChanges(machine.cwd, changes, secrets);
  return 'applied';
}

/** Work that git does not have yet could not be told apart from the edits afterwards. */
function minding(
  { output, machine }: Context,
  { changes }: Plan,
  { isAuto, isAllowed }: { isAuto: boolean; isAllowed: boolean },
): void {
  const uncommitted = listUncommitted(machine.cwd) ?? [];
  const edited = changes.filter(({ before }) => before !== null).map(({ path }) => path);
  const mixed = edited.filter((path) => uncommitted.includes(path));
  if (mixed.length > 0 && isAuto && !isAllowed) {
    throw new Failure('conflict', {
      error: 'uncommitted_changes',
      message: `Not committed yet: ${mixed.join(', ')}. Nothing was changed.`,
      hint: 'Commit or stash them, or run it with --allow-dirty.',
    });
  }
  if (mixed.length > 0) output.warn(`Not committed and about to be edited: ${mixed.join(', ')}`);
  else if (uncommitted.length > 0 && !isAuto) {
    output.warn('The working tree has changes that are not committed.');
  }
}
