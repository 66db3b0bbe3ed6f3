// Owns calling an application from within its process: the same routes, without a socket.
import type { FastifyInstance } from 'fastify';

export interface Reply {
  status: number;
  body: Record<string, unknown>;
}

/** Calls a route with a JSON body and, where given, a key. */
export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options?: { body?: object; key?: string; userAgent?: string },
) => Promise<Reply>;

/** Makes the caller of an application. */
export function callerOf(http: FastifyInstance): Call {
  return async (method, path, { body, key, userAgent } = {}) => {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (key !== undefined) headers.authorization = `Bearer ${key}`;
    if (userAgent !== undefined) headers['user-agent'] = userAgent;
    const response = await http.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
}

/** The `data` of a call that must succeed. */
export async function dataOf(reply: Promise<Reply>): Promise<Record<string, unknown>> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`the demo got ${status}: ${JSON.stringify(body)}`);
  return (body.data ?? body) as Record<string, unknown>;
}
