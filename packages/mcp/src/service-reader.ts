// Owns reading what the SDK does not: recorded sales, events, traces, reports.
import { ERRORS, type ErrorCode, OPERATIONS, type Operation } from '@affitor/contract';
import type { z } from 'zod';

export interface ReaderOptions {
  apiUrl: string;
  /** The API key of the program. */
  apiKey: string;
  /** A management key with the scope `dashboard:view`; program keys cannot read reports. */
  managementKey?: string | undefined;
}

/** An answer that is not a success. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Values = Readonly<Record<string, string | number | undefined>>;

interface Call<Response extends z.ZodType> {
  operation: Operation & { response: Response };
  params?: Values;
  query?: Values;
}

const READ_TIMEOUT_MS = 30_000;

export type TraceTarget = z.output<typeof OPERATIONS.listEvents.response>['data'][number]['trace'];

/** Reads one program: the one of the API key. */
export class ServiceReader {
  readonly #options: ReaderOptions;
  #programId: string | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get canReadReports(): boolean {
    return Boolean(this.#options.managementKey);
  }

  /** What is recorded under a transaction id; null when nothing is. */
  async findSale(transactionId: string) {
    const operation = OPERATIONS.findTrackedSale;
    try {
      const params = { transaction_id: transactionId };
      return await this.#read({ operation, params }, this.#options.apiKey);
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return null;
      throw error;
    }
  }

  async listEvents(query: Values) {
    return this.#report({ operation: OPERATIONS.listEvents, query });
  }

  async readOverview(query: Values) {
    return (await this.#report({ operation: OPERATIONS.readOverview, query })).data;
  }

  async readTrace({ kind, id }: NonNullable<TraceTarget>) {
    const { traceClick, traceCustomer, traceSale, traceCommission } = OPERATIONS;
    const calls = {
      click: { operation: traceClick, params: { clickId: id } },
      customer: { operation: traceCustomer, params: { customerId: id } },
      sale: { operation: traceSale, params: { saleId: id } },
      commission: { operation: traceCommission, params: { commissionId: id } },
    } as const;
    return (await this.#report(calls[kind])).data;
  }

  async #report<Response extends z.ZodType>(call: Call<Response>): Promise<z.output<Response>> {
    const { managementKey } = this.#options;
    if (!managementKey) throw new Error(KEY_MISSING);
    const id = await this.#findProgram();
    return this.#read({ ...call, params: { ...call.params, id } }, managementKey);
  }

  /** The program of the API key, so that a management key of many programs reads the right one. */
  async #findProgram(): Promise<string> {
    if (this.#programId === undefined) {
      const call = { operation: OPERATIONS.readCliStatus };
      const { data } = await this.#read(call, this.#options.apiKey);
      this.#programId = data.program_id;
    }
    return this.#programId;
  }

  async #read<Response extends z.ZodType>(
    { operation, params = {}, query = {} }: Call<Response>,
    key: string,
  ): Promise<z.output<Response>> {
    const path = operation.path.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(String(params[name] ?? '')),
    );
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    );
    const url = `${this.#options.apiUrl.replace(/\/+$/, '')}${path}?${search}`;
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(READ_TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return operation.response.parse(body);
    throw new ServiceError(response.status, describeFailure(response, body));
  }
}

/** What to say to an agent that has no key to read reports with. */
export const KEY_MISSING =
  'This needs AFFITOR_MANAGEMENT_KEY: a management key with the scope dashboard:view. An owner ' +
  'of the workspace makes one in the settings of the dashboard. The API key of a program cannot ' +
  'read reports.';

function describeFailure(response: Response, body: unknown): string {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const message = typeof error === 'string' ? error : `Request failed (${response.status})`;
  const code = response.headers.get('x-affitor-error-code') ?? '';
  if (!Object.hasOwn(ERRORS, code)) return message;
  return `${message.replace(/\.$/, '')}. ${ERRORS[code as ErrorCode].fix}`;
}
