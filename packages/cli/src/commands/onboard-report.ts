// Owns what `onboard` says: its steps, what is left to do, how the proof went; and its document.
import type { CliOutput } from '@affitor/contract';
import type { Context } from '../context.js';
import { renderDiff } from '../onboard/diff.js';
import type { Plan } from '../onboard/plan.js';
import type { ManualStep, Phase } from '../onboard/planned.js';
import { exitOf, type Verification } from '../onboard/verification.js';
import { Ended, type Failure } from '../platform/failure.js';
import { showGates } from './status.js';
import { showVerdict } from './test.js';

type Result = CliOutput<'onboard'>;
type Step = Result['steps'][number];

/** What became of the changes of a plan. */
export type Applied = 'applied' | 'declined' | 'not_asked' | 'json';

const UNDONE: Readonly<Record<Applied, string>> = {
  applied: '',
  declined: ' (you said no)',
  not_asked: ' (run with --yes to apply it)',
  json: '',
};

/** The steps as they ended. */
export function stepsOf(plan: Plan, applied: Applied): Step[] {
  const { browser, sale, env } = plan;
  const names = ['browser_tracking', 'server_sale', 'env_key'] as const;
  return [
    { step: 'detect', status: 'ok', detail: plan.detected },
    ...[browser, sale, env].map((phase, at) => stepOf(names[at] ?? 'detect', phase, applied)),
  ];
}

function stepOf(step: Step['step'], phase: Phase, applied: Applied): Step {
  const { status, detail } = phase;
  if (applied === 'json') {
    const isOpen = status === 'edit' || status === 'manual';
    const kept = status === 'edit' ? 'manual' : status;
    const left = isOpen && step === 'browser_tracking' ? 'skipped' : kept;
    return { step, status: left, detail: describeForAgents(phase) };
  }
  if (status !== 'edit') return { step, status, detail };
  const isDone = applied === 'applied';
  return { step, status: isDone ? 'ok' : 'skipped', detail: detail + UNDONE[applied] };
}

/** With --json nothing is edited: whoever reads it gets the edit, and what comes after it. */
function describeForAgents({ detail, changes, manual }: Phase): string {
  const edits = changes.length > 0 ? [`Apply this:\n${renderDiff(changes).trimEnd()}`] : [];
  return [detail, ...edits, ...manual.map(renderManual)].join('\n\n');
}

function renderManual({ title, code }: ManualStep): string {
  return code ? `${title}\n${code.replaceAll(/^(?=.)/gm, '  ')}` : title;
}

/** Prints the steps, and what is left to do. */
export function showSteps({ output }: Context, steps: readonly Step[], plan: Plan): void {
  const { colors } = output;
  const marks: Record<Step['status'], string> = {
    ok: colors.green('✔'),
    already: colors.green('✔'),
    skipped: colors.yellow('…'),
    manual: colors.yellow('!'),
    failed: colors.red('✖'),
  };
  for (const { step, status, detail } of steps) {
    output.info(`${marks[status]} ${step}: ${status}${detail ? ` — ${detail}` : ''}`);
  }
  if (plan.manual.length === 0) return;
  output.info('\nLeft for you:');
  for (const [at, step] of plan.manual.entries()) {
    output.info(`\n${at + 1}. ${renderManual(step)}`);
  }
}

/** Prints a diff with colours. */
export function showDiff({ output }: Context, diff: string): void {
  const { colors } = output;
  for (const line of diff.trimEnd().split('\n')) {
    const paint = line.startsWith('+') ? colors.green : line.startsWith('-') ? colors.red : null;
    output.info(paint ? paint(line) : line);
  }
}

/** Prints how the proof went and ends the command accordingly. */
export function conclude(
  context: Context,
  {
    programId,
    steps,
    verification,
  }: {
    programId: string | null;
    steps: Step[];
    verification: Verification;
  },
): void {
  const { output } = context;
  const { readiness, failure, verdict, chainFailure } = verification;
  const blocker = readiness?.blocker ?? undefined;
  const action = blocker && readiness?.gates[blocker].next_action;
  const exit = exitOf(verification);
  output.document('onboard', {
    program_id: programId,
    steps,
    integration_verified: readiness?.integration_verified ?? false,
    ...(blocker && { blocker }),
    ...(action && { next_action: action }),
    ...(failure && (exit === failure.exit || !readiness) && { error: errorOf(failure) }),
  });
  if (!output.isJson) {
    output.info('\nVerification:');
    showVerdict(context, verdict ?? {});
    if (chainFailure) output.warn(`The chain did not run: ${chainFailure.message}`);
    if (readiness) showGates(context, readiness);
    if (failure) output.failure({ ...failure.document, message: failure.message });
  }
  if (exit !== 'ok') throw new Ended(exit);
}

/** A document for a start that failed, where a document is wanted; otherwise the failure itself. */
export function giveUp({ output }: Context, programId: string | null, failure: Failure): never {
  if (!output.isJson) throw failure;
  output.document('onboard', {
    program_id: programId,
    steps: [],
    integration_verified: false,
    error: errorOf(failure),
  });
  throw new Ended(failure.exit);
}

/** The service's own code, `api_key_rotation_required` for a key that it has retired. */
function errorOf({ document, message }: Failure): NonNullable<Result['error']> {
  return { code: document.code ?? document.error, message };
}
