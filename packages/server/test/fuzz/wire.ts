// Owns sending a request over real HTTP with a deadline, however odd the request is.
import http from 'node:http';
import net from 'node:net';
import type { FuzzRequest } from './requests.js';

export interface FuzzAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

const ANSWER_MAX_MS = 5_000;

/** Sends requests to one port over connections that stay open. */
export class Wire {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

  constructor(readonly port: number) {}

  /** @throws when there is no complete answer in time: to the caller that is a hang */
  async send(request: FuzzRequest): Promise<FuzzAnswer> {
    try {
      return await this.#attempt(request);
    } catch (error) {
      // A server may close a connection after refusing a body; the next request then finds it shut.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
      return this.#attempt(request);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #attempt({ method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
    const bytes = body === null ? null : Buffer.from(body.text, body.encoding);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          port: this.port,
          host: '127.0.0.1',
          agent: this.#agent,
          method,
          path,
          headers: bytes === null ? headers : { ...headers, 'content-length': bytes.length },
          signal: AbortSignal.timeout(ANSWER_MAX_MS),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      request.on('error', reject);
      request.end(bytes ?? undefined);
    });
  }
}

/** Sends bytes as they are and resolves with all that came back when the server hangs up. */
export function sendBytes(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
    socket.setTimeout(ANSWER_MAX_MS, () => socket.destroy(new Error(`no end in time: ${text}`)));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}
