// Owns a network that answers as a test says, under the server client.
import { Affitor, type AffitorOptions } from '../src/server/index.js';

export const KEY = 'aff_test';
export const SALE = { customerExternalId: 'u', amount: 100, invoiceId: 'i' };

/** One request as it left. */
interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

type Reply = Response | Error | (() => Promise<Response>);

/** A client whose network answers with these replies in turn, the last one for ever. */
export function connect(replies: Reply[], options: Partial<AffitorOptions> = {}) {
  const sent: Sent[] = [];
  const fetch = async (url: string, { method, headers, body }: RequestInit) => {
    sent.push({
      url,
      method: method as string,
      headers: headers as Record<string, string>,
      body: body === undefined ? undefined : JSON.parse(body as string),
    });
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply() : (reply as Response).clone();
  };
  return { sent, affitor: new Affitor({ apiKey: KEY, fetch, ...options }) };
}

/** A JSON answer. */
export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** The shortest success. */
export const ok = () => json(200, { success: true });
