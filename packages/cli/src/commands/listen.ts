// Owns following a program's events in the terminal, and handing them on to a local address.
import { OPERATIONS, schemas } from '@affitor/contract';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Context } from '../context.js';
import { isWebUrl } from '../platform/browser.js';
import { Failure } from '../platform/failure.js';
import { messageOf } from '../platform/files.js';
import { money } from './explain.js';

const REOPEN_AFTER_MS = 2000;
const FORWARD_MAX_MS = 10_000;

type FeedEvent = (typeof schemas.feedEvent)['_zod']['output'];

export interface ListenFlags {
  forwardTo?: string;
  mode?: string;
  kind?: string;
  count?: string;
}

/** Prints events as they are committed, until it is stopped or has seen as many as it was told. */
export async function listen(context: Context, flags: ListenFlags): Promise<void> {
  const { output, machine } = context;
  const { forwardTo, count } = flags;
  if (forwardTo !== undefined && !isWebUrl(forwardTo)) throw invalid('--forward-to', 'an address');
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count)) throw invalid('--count', 'a number');
  const { program_id: id } = context.requireProject();
  let left = count === undefined ? Number.POSITIVE_INFINITY : Number(count);
  let lastId: string | undefined;
  while (left > 0 && !machine.stopped.aborted) {
    for await (const message of openStream(context, id, flags, lastId)) {
      lastId = message.id ?? lastId;
      if (message.event === 'reload') output.warn('Some events were too many to be sent.');
      if (message.event !== 'events') continue;
      for (const event of readEvents(message.data)) {
        if (left === 0) break;
        left -= 1;
        showEvent(context, event);
        if (forwardTo !== undefined) await forward(context, forwardTo, event);
      }
      if (left === 0) return;
    }
    await machine.clock.pause(REOPEN_AFTER_MS, machine.stopped).catch(() => undefined);
  }
}

function invalid(option: string, wanted: string): Failure {
  return new Failure('usage', { error: 'invalid_options', message: `${option}: not ${wanted}.` });
}

/** One stream; the service ends it now and then, and the next one goes on where it ended. */
async function* openStream(
  context: Context,
  id: string,
  flags: ListenFlags,
  lastId: string | undefined,
) {
  const { machine, output } = context;
  const response = await context.sessionApi.send(
    OPERATIONS.streamEvents,
    {
      ...context.sessionCall(),
      params: { id },
      query: { mode: flags.mode ?? 'live', kind: flags.kind },
    },
    {
      signal: machine.stopped,
      ...(lastId !== undefined && { headers: { 'last-event-id': lastId } }),
    },
  );
  if (lastId === undefined) output.notice(`Listening to the events of program ${id} …`);
  if (!response.body) return;
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  try {
    yield* messages;
  } catch (error) {
    output.debug(`The stream broke off: ${messageOf(error)}`);
  }
}

function readEvents(data: string): FeedEvent[] {
  return schemas.feedEvent.array().parse(JSON.parse(data));
}

function showEvent({ output }: Context, event: FeedEvent): void {
  output.line('listen', event);
  const { kind, happened_at, partner, customer_key, transaction_id, outcome } = event;
  const { amount_cents, currency } = event;
  const amount = amount_cents !== null && currency ? money(amount_cents, currency) : null;
  const words = [kind, transaction_id, amount, customer_key, partner && `by ${partner.name}`];
  const result = outcome ? `: ${outcome.sentence}` : '';
  output.info(`${happened_at}  ${words.filter(Boolean).join('  ')}${result}`);
}

/** A receiver that fails is told of and does not end the listening. */
async function forward({ output }: Context, url: string, event: FeedEvent): Promise<void> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'x-affitor-event': event.kind },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(FORWARD_MAX_MS),
    });
    await response.body?.cancel();
    if (response.ok) output.debug(`${url} answered ${response.status}`);
    else output.warn(`${url} answered ${response.status}.`);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    output.warn(`${url} cannot be reached: ${messageOf(cause)}`);
  }
}
