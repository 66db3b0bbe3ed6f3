// Owns connecting a program to Stripe, ending that, and what people are shown of it.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { z } from 'zod';
import { insertAuditEntry } from '../../accounts/index.js';
import type { Tx } from '../../platform/db/index.js';
import { AppError } from '../../platform/http/errors.js';
import { type ProgramKeyOwner, updateProgramSettings } from '../../programs/index.js';
import type { Secrets } from './secrets.js';
import {
  type Connection,
  findConnection,
  lockConnection,
  updateDisconnected,
  upsertConnection,
} from './store-connections.js';

type ConnectBody = z.output<typeof schemas.stripeConnectBody>;
type ConnectionAnswer = z.input<typeof schemas.stripeConnection>;

/** Connects a program; from the commit on its payments come from Stripe. */
export async function connectStripe(
  tx: Tx,
  request: { owner: ProgramKeyOwner; body: ConnectBody; requestId: string; now: Date },
  secrets: Secrets,
): Promise<z.input<typeof schemas.stripeConnected>> {
  const { owner, body, requestId, now } = request;
  const { programId, workspaceId } = owner;
  const actor = `program:${programId}`;
  const before = await lockConnection(tx, programId);
  const draft = {
    programId,
    accountId: body.stripe_user_id,
    endpointId: body.webhook_endpoint_id,
    sealedSecret: secrets.seal(programId, body.webhook_secret),
    livemode: body.livemode ?? true,
    chargesEnabled: body.charges_enabled ?? false,
    payoutsEnabled: body.payouts_enabled ?? false,
    detailsSubmitted: body.details_submitted ?? false,
    connectedBy: actor,
  };
  await upsertConnection(tx, draft, now);
  const settings = { payment_tracking_mode: 'stripe' } as const;
  await updateProgramSettings(tx, workspaceId, { programId, settings });
  const { accountId, endpointId, livemode } = draft;
  const entry = {
    programId,
    actor,
    action: 'stripe.connected',
    target: `program:${programId}`,
    details: { account: accountId, endpoint: endpointId, livemode, replaced: before?.accountId },
    requestId,
  };
  await insertAuditEntry(tx, workspaceId, entry, now);
  return {
    connected: true,
    stripe_account_id: accountId,
    webhook_endpoint_id: endpointId,
    charges_enabled: draft.chargesEnabled,
    payouts_enabled: draft.payoutsEnabled,
    livemode,
  };
}

/** Ends a connection. @throws AppError `stripe_not_connected` */
export async function disconnectStripe(tx: Tx, programId: number, now: Date): Promise<void> {
  const connection = await lockConnection(tx, programId);
  if (!connection?.sealedSecret) throw new AppError('stripe_not_connected');
  await updateDisconnected(tx, programId, now);
}

/** The connection of a program as people are shown it, also where there is none. */
export async function readConnection(
  tx: Tx,
  programId: number,
  publicUrl: string,
): Promise<ConnectionAnswer> {
  const connection = await findConnection(tx, programId);
  const status = statusOf(connection);
  return {
    status,
    records_payments: status === 'connected' && connection?.livemode === true,
    account_id: connection?.accountId ?? null,
    webhook_endpoint_id: connection?.endpointId ?? null,
    webhook_url: `${publicUrl}${OPERATIONS.receiveStripeEvent.path}`,
    livemode: connection?.livemode ?? null,
    charges_enabled: connection?.chargesEnabled ?? false,
    payouts_enabled: connection?.payoutsEnabled ?? false,
    details_submitted: connection?.detailsSubmitted ?? false,
    connected_at: connection?.connectedAt.toISOString() ?? null,
    connected_by: connection?.connectedBy ?? null,
    disconnected_at: connection?.disconnectedAt?.toISOString() ?? null,
    last_event_at: connection?.lastEventAt?.toISOString() ?? null,
  };
}

/** "Connected" is only said where something would be recorded. */
function statusOf(connection: Connection | null): ConnectionAnswer['status'] {
  if (!connection) return 'not_connected';
  if (connection.disconnectedAt !== null) return 'disconnected';
  return connection.paymentMode === 'stripe' ? 'connected' : 'not_recording';
}
