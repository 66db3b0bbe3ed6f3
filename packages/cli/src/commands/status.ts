// Owns showing how a program is doing: its figures, and the five gates of its integration.
import { OPERATIONS, READINESS_GATES } from '@affitor/contract';
import type { Context } from '../context.js';
import type { DataOf } from '../platform/api.js';
import { Ended } from '../platform/failure.js';

export type Readiness = DataOf<typeof OPERATIONS.readOwnReadiness>;

/** What to do about a gate, in words. */
const ACTIONS: Readonly<Record<string, string>> = {
  complete_program_profile: 'complete the profile under Settings → Program',
  set_commission_policy: 'set a commission policy under Settings → Groups',
  surface_stripe_connect_url: 'connect Stripe, or choose s2s payment tracking',
  install_tracker_or_send_events: 'put the script tag on your site, or send events',
  run_synthetic_sale_chain: 'run `affitor test chain`',
};

/** Shows the health of the program of the key. */
export async function showStatus(
  context: Context,
  options: { recheck?: boolean; exitCode?: boolean },
): Promise<void> {
  const { output } = context;
  const { programId, projectApi: api } = context;
  const call = context.keyCall();
  const named = programId === null ? {} : { program_id: programId };
  const status = api.call(OPERATIONS.readCliStatus, { ...call, query: named });
  const known = await output.progress('Reading the status', status);
  const query = options.recheck ? { force_recheck: 'true' } : {};
  const asked = api.call(OPERATIONS.readOwnReadiness, { ...call, query });
  const readiness = await output.progress('Looking at the gates', asked);
  output.document('status', { ...known, readiness });
  const { clicks_24h, leads_24h, sales_24h } = known.recent_events;
  output.info(`${known.name} (${known.domain}), program ${known.program_id}`);
  output.info(`Last 24 hours: ${clicks_24h} clicks, ${leads_24h} leads, ${sales_24h} sales`);
  const { active_partners: partners, pending_commissions: pending } = known;
  output.info(`Active partners: ${partners}, pending commissions: ${pending}`);
  showGates(context, readiness);
  if (options.exitCode && !readiness.integration_verified) throw new Ended('notReady');
}

/** Prints the gates, each with what to do about it. */
export function showGates({ output }: Context, readiness: Readiness): void {
  const { colors } = output;
  const marks = { pass: colors.green('✔'), fail: colors.red('✖'), unknown: colors.yellow('…') };
  for (const name of READINESS_GATES) {
    const gate = readiness.gates[name];
    const advice = gate.next_action ? `: ${ACTIONS[gate.next_action] ?? gate.next_action}` : '';
    output.info(`${marks[gate.status]} ${name}${advice}`);
  }
  if (readiness.integration_verified) output.success('The integration is verified.');
  else output.warn(`Not verified yet; it waits for the gate ${readiness.blocker ?? 'live'}.`);
}
