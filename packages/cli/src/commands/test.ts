// Owns test events: single ones that only show that calls arrive, and the chain that proves all.
import { OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import { Ended, Failure } from '../platform/failure.js';

export const TEST_TYPES = ['click', 'lead', 'sale', 'chain'] as const;
type TestType = (typeof TEST_TYPES)[number];

const isTestType = (text: string): text is TestType =>
  (TEST_TYPES as readonly string[]).includes(text);

/** Sends one test event, or runs the synthetic chain. */
export async function sendTest(context: Context, type: string): Promise<void> {
  const { output } = context;
  if (!isTestType(type)) {
    throw new Failure('usage', {
      error: 'invalid_event_type',
      message: `There is no test event "${type}".`,
      hint: `Choose one of ${TEST_TYPES.join(', ')}.`,
    });
  }
  const program_id = await context.findProgramId();
  const body = type === 'chain' ? { type } : { event_type: type, program_id };
  const input = { ...context.keyCall(), body };
  const sent = context.projectApi.call(OPERATIONS.sendCliTestEvent, input);
  const result = await output.progress(`Testing the ${type}`, sent);
  output.document('test', result);
  if (!('verdict' in result)) {
    const { event_type, event_id, received, message } = result;
    if (received) output.success(`Test ${event_type} ${event_id}: ${message}`);
    else output.warn(`The test ${event_type} was not received: ${message}`);
    return;
  }
  showVerdict(context, result.verdict);
  if (result.attributed) {
    output.success('Click, lead and sale were attributed to the test partner.');
    return;
  }
  output.warn('The sale was not attributed. `affitor status` says what is missing.');
  throw new Ended('notReady');
}

/** Only what is attributed is a success; what is pending may still become one. */
export function showVerdict({ output }: Context, verdict: Readonly<Record<string, string>>): void {
  const { colors } = output;
  for (const step of ['click', 'lead', 'sale']) {
    const word = verdict[step] ?? 'pending';
    if (word === 'attributed') output.info(`${colors.green('✔')} ${step}`);
    else if (word === 'pending') output.info(`${colors.yellow('…')} ${step}: pending`);
    else output.info(`${colors.red('✖')} ${step}: ${word}`);
  }
}
