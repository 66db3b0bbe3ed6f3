// Owns reading server-sent events over real HTTP, as a browser would.
import http from 'node:http';

/** One message of a stream. */
export interface StreamMessage {
  id: string;
  event: string;
  // Tests look into messages of several shapes; their assertions state them.
  data: any;
}

/** An open stream: what came so far, and waiting for what comes. */
export class EventReader {
  readonly messages: StreamMessage[] = [];
  isEnded = false;
  status = 0;
  headers: http.IncomingHttpHeaders = {};
  readonly #request: http.ClientRequest;
  #text = '';
  #wakeUp: () => void = () => undefined;

  constructor(port: number, path: string, headers: Record<string, string>) {
    this.#request = http.get({ port, host: '127.0.0.1', path, headers, agent: false });
    this.#request.on('response', (response) => {
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => this.#take(chunk));
      response.on('close', () => this.#end());
      this.#wakeUp();
    });
    this.#request.on('error', () => this.#end());
  }

  /** Waits until something holds of what came. */
  async until(holds: (reader: EventReader) => boolean): Promise<this> {
    while (!holds(this)) {
      if (this.isEnded) throw new Error(`the stream ended: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        this.#wakeUp = resolve;
      });
    }
    return this;
  }

  /** The events of all messages, in the order in which they came. */
  get events(): any[] {
    return this.messages.filter(({ event }) => event === 'events').flatMap(({ data }) => data);
  }

  /** Waits for the end that the server makes. */
  async untilEnded(): Promise<void> {
    while (!this.isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeUp = resolve;
      });
    }
  }

  /** Stops and resumes reading from the socket. */
  pause(): void {
    this.#request.socket?.pause();
  }

  resume(): void {
    this.#request.socket?.resume();
  }

  close(): void {
    this.#request.destroy();
  }

  #take(chunk: string): void {
    const parts = (this.#text + chunk).split('\n\n');
    this.#text = parts.pop() ?? '';
    for (const part of parts) {
      const fields = Object.fromEntries(
        part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
      );
      if (fields.data === undefined) continue;
      this.messages.push({
        id: fields.id ?? '',
        event: fields.event ?? '',
        data: JSON.parse(fields.data),
      });
    }
    this.#wakeUp();
  }

  #end(): void {
    this.isEnded = true;
    this.#wakeUp();
  }
}
