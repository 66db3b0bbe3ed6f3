// Owns taking an event in: who signed it, keeping it once for each program, and applying it.
import { STRIPE_ROUTING } from '@affitor/contract';
import { createBatcher } from '../../platform/batch.js';
import { type Clock, fromUnixMs } from '../../platform/clock.js';
import {
  type Database,
  isConnectionLost,
  isRetryable,
  isUniqueViolation,
  type Tx,
  withTransaction,
} from '../../platform/db/index.js';
import { AppError } from '../../platform/http/errors.js';
import type { Logger } from '../../platform/log.js';
import { findProgramForTracking } from '../../programs/index.js';
import type { KeptEmail } from '../../tracking/index.js';
import { objectIdsOf } from './facts.js';
import { findHints } from './hints.js';
import { type Delivered, routingOf } from './rules-admission.js';
import { type Envelope, envelope, readContent } from './rules-event.js';
import type { Secrets } from './secrets.js';
import { applyDelivered } from './service-apply.js';
import { readSigned, type Signed } from './signature.js';
import {
  findSigningConnection,
  listSigningConnections,
  lockConnection,
  type SigningConnection,
  updateConnectionSeen,
} from './store-connections.js';
import { insertEvent, updateEventVerdict, type Verdict } from './store-events.js';

export interface IntakeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly keepEmail: (email: string, workspaceId: number) => KeptEmail;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

export interface Delivery extends Signed {
  /** The program whose address was called; null for the address of all programs. */
  readonly programId: number | null;
  readonly requestId: string;
}

/** Each candidate costs a digest of the body; whoever has more uses the address of a program. */
const CANDIDATES_MAX = 200;
/** Events of one program wait for each other; more at once would only hold connections. */
const AT_ONCE = 2;
const WAITING_MAX = 1_000;

interface Signature {
  readonly connection: SigningConnection;
  readonly event: Envelope;
  readonly requestId: string;
}

export function createIntake(deps: IntakeDeps) {
  const batcher = createBatcher<Signature, void>({
    rowsMax: 1,
    flushesMax: AT_ONCE,
    queueMax: WAITING_MAX,
    // Two channels may bind one new customer key; the second then finds the first's customer.
    isRetryable: (error) => isRetryable(error) || isUniqueViolation(error),
    isUnknown: isConnectionLost,
    onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
    flush: async ([signature]) => {
      await withTransaction(deps.db, (tx) => keepEvent(tx, signature as Signature, deps));
      return [{ ok: true, value: undefined }];
    },
  });
  return {
    /**
     * Takes a delivery; resolves when all of it is committed.
     * @throws AppError `stripe_signature_invalid`, `stripe_event_unreadable`
     */
    async deliver(delivery: Delivery): Promise<void> {
      const candidates = await listCandidates(deps.db, delivery);
      const signed = findSigner(candidates, delivery, deps);
      if (!signed) throw new AppError('stripe_signature_invalid');
      const parsed = envelope.safeParse(signed.event);
      if (!parsed.success) throw new AppError('stripe_event_unreadable', { cause: parsed.error });
      const { requestId } = delivery;
      // Programs can share an endpoint; each looks at the event by itself.
      const { endpointId } = signed.connection;
      const sharing = candidates.filter((candidate) => candidate.endpointId === endpointId);
      for (const connection of sharing) {
        const isSigner = connection === signed.connection || readAs(connection, delivery, deps);
        if (!isSigner) continue;
        await batcher.submit({ connection, event: parsed.data, requestId });
        deps.announce(connection.programId);
      }
    },
    drain: () => batcher.drain(),
    depth: () => batcher.depth(),
  };
}

export type Intake = ReturnType<typeof createIntake>;

async function listCandidates(db: Database, delivery: Delivery): Promise<SigningConnection[]> {
  if (delivery.programId !== null) {
    const connection = await findSigningConnection(db, delivery.programId);
    return connection ? [connection] : [];
  }
  return listSigningConnections(db, { hints: findHints(delivery.body), rowsMax: CANDIDATES_MAX });
}

function findSigner(candidates: SigningConnection[], delivery: Delivery, deps: IntakeDeps) {
  for (const connection of candidates) {
    const event = readAs(connection, delivery, deps);
    if (event !== null) return { connection, event };
  }
  return null;
}

function readAs(
  { programId, sealedSecret }: SigningConnection,
  delivery: Delivery,
  { secrets, clock, log }: IntakeDeps,
): unknown {
  const secret = secrets.open(programId, sealedSecret);
  if (secret === null) {
    log.warn({ programId }, 'a Stripe secret was kept under another SECRET_KEY; connect again');
    return null;
  }
  return readSigned(delivery, secret, clock.now());
}

async function keepEvent(
  tx: Tx,
  { connection: signer, event, requestId }: Signature,
  deps: IntakeDeps,
): Promise<void> {
  const { programId } = signer;
  const connection = await lockConnection(tx, programId);
  const owner = await findProgramForTracking(tx, programId);
  // Since the signature was checked it may have been disconnected, or got another secret.
  if (!owner || !connection?.sealedSecret?.equals(signer.sealedSecret)) {
    throw new AppError('stripe_signature_invalid');
  }
  const { clock, log } = deps;
  const now = clock.now();
  const content = readContent(event, (address) => {
    const { hmac, masked } = deps.keepEmail(address, owner.workspaceId);
    return { hmac: hmac.toString('hex'), masked };
  });
  const delivered: Delivered = {
    livemode: event.livemode,
    accountId: event.account ?? null,
    content,
  };
  const routing = routingOf(connection, delivered);
  const id = await insertEvent(
    tx,
    {
      ...delivered,
      programId,
      stripeEventId: event.id,
      type: event.type,
      routing,
      confidence: STRIPE_ROUTING[routing],
      objectIds: objectIdsOf(content.facts),
      requestId,
      happenedAt: fromUnixMs(event.created * 1000),
    },
    now,
  );
  if (id === null) return;
  const { livemode } = delivered;
  const applying = { owner, programId, livemode, requestId, now, clock, log };
  const verdict = await applyDelivered(tx, connection, delivered, applying);
  await updateEventVerdict(tx, { programId, id }, verdict);
  await updateConnectionSeen(tx, { programId, provesCharges: provesCharges(verdict, event) }, now);
}

/** A payment that went through shows that the account takes charges, whatever was said of it. */
function provesCharges({ outcome }: Verdict, { livemode, type }: Envelope): boolean {
  const isPayment = type.startsWith('checkout.session.') || type.startsWith('invoice.');
  return livemode && isPayment && (outcome === 'applied' || outcome === 'unattributed');
}
