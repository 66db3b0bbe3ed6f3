// Owns the client of a brand's server: the tracking calls that need the program's secret key.
import { AffitorApiError } from './api-error.js';
import {
  clickBody,
  leadBody,
  refundBody,
  saleBody,
  type TrackClickInput,
  type TrackLeadInput,
  type TrackRefundInput,
  type TrackSaleInput,
  type WireBody,
} from './inputs.js';
import {
  type AffitorResponse,
  type Readiness,
  type TrackClickData,
  type TrackLeadData,
  type TrackRefundData,
  type TrackSaleData,
  toResponse,
} from './replies.js';
import { sendRepeatedly } from './retries.js';
import { type ApiReply, describeSilence, type Fetch, isSilence, send } from './transport.js';

export interface AffitorOptions {
  /** The API key of your program. It is a secret: never send it to a browser. */
  apiKey: string;
  /** Where your Affitor runs. */
  apiUrl?: string | undefined;
  fetch?: Fetch | undefined;
  /** How long each attempt may take. */
  timeoutMs?: number | undefined;
  /** How often a lead, sale or refund is sent again after a network failure or a 5xx. */
  maxRetries?: number | undefined;
}

const API_URL = 'https://api.affitor.com';
const TIMEOUT_MS = 10_000;
const RETRIES_MAX = 2;

/** One call of a track method, before it is written as a request. */
interface Call {
  endpoint: 'click' | 'lead' | 'sale' | 'refund';
  body: WireBody;
  /** A call that counts once, however often it arrives. */
  isRepeatable: boolean;
}

/**
 * The client for servers. The track methods never reject; they throw, before any request, only
 * when they are called wrongly.
 * @example
 * const affitor = new Affitor({ apiKey: process.env.AFFITOR_API_KEY });
 * const sale = await affitor.trackSale({
 *   customerExternalId: 'user_1001',
 *   amount: 4900,
 *   invoiceId: 'in_1001',
 * });
 * if (!sale.ok && sale.status !== 409) console.error(sale.status, sale.error);
 */
export class Affitor {
  readonly #apiKey: string;
  readonly #apiUrl: string;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #retriesMax: number;

  /** @throws Error without an API key, or where there is no `fetch` */
  constructor(options: AffitorOptions) {
    // Callers without types may pass nothing.
    const given: Partial<AffitorOptions> | undefined = options;
    if (!given?.apiKey) throw new Error('Affitor: `apiKey` is required');
    if (!given.fetch && typeof globalThis.fetch !== 'function') {
      throw new Error('Affitor: no global fetch — pass `options.fetch` (Node < 18)');
    }
    this.#apiKey = given.apiKey;
    this.#apiUrl = (given.apiUrl ?? API_URL).replace(/\/+$/, '');
    // Looked up at each call, because tracing tools replace it after this line.
    this.#fetch = given.fetch ?? ((url, init) => globalThis.fetch(url, init));
    this.#timeoutMs = given.timeoutMs ?? TIMEOUT_MS;
    this.#retriesMax = given.maxRetries ?? RETRIES_MAX;
  }

  /**
   * Records a signup. A second one of the same customer changes nothing and answers 400
   * “Customer status cannot be updated to lead”, which is safe to ignore.
   */
  trackLead(input: TrackLeadInput): Promise<AffitorResponse<TrackLeadData>> {
    const body = leadBody(input);
    // Each arrival of a test is a row of its own.
    const isTest = input.additionalData?.test_mode === true;
    return this.#track({ endpoint: 'lead', body, isRepeatable: !isTest });
  }

  /** Records a payment. A 409 means that it was recorded before: treat it as done. */
  trackSale(input: TrackSaleInput): Promise<AffitorResponse<TrackSaleData>> {
    const body = saleBody(input);
    return this.#track({ endpoint: 'sale', body, isRepeatable: true });
  }

  /** Records a click. It needs no key and sends none. It is never sent twice. */
  trackClick(input: TrackClickInput = {}): Promise<AffitorResponse<TrackClickData>> {
    return this.#track({ endpoint: 'click', body: clickBody(input), isRepeatable: false });
  }

  /** Records that a payment was returned, whole or in part. */
  trackRefund(input: TrackRefundInput): Promise<AffitorResponse<TrackRefundData>> {
    const body = refundBody(input);
    return this.#track({ endpoint: 'refund', body, isRepeatable: true });
  }

  /**
   * Asks how far the integration of the program has come.
   * @throws AffitorApiError when the answer is not a success, or does not come
   */
  async readiness(options: { forceRecheck?: boolean | undefined } = {}): Promise<Readiness> {
    const query = options.forceRecheck === true ? '?force_recheck=true' : '';
    const reply = await this.#send({
      url: `${this.#apiUrl}/api/v1/programs/me/readiness${query}`,
      method: 'GET',
      headers: { Authorization: `Bearer ${this.#apiKey}` },
    });
    if (isSilence(reply)) {
      const message = describeSilence(reply.error);
      throw new AffitorApiError(0, null, { message, cause: reply.error });
    }
    const { body } = reply;
    if (!reply.ok) throw new AffitorApiError(reply.status, body);
    if (typeof body !== 'object' || body === null) {
      throw new AffitorApiError(reply.status, body, { message: 'The answer is no JSON object' });
    }
    return ('data' in body ? body.data : body) as Readiness;
  }

  // Not async: a wrong call and a body that JSON cannot write throw at once.
  #track<Body>({ endpoint, body, isRepeatable }: Call): Promise<AffitorResponse<Body>> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (endpoint !== 'click') headers.Authorization = `Bearer ${this.#apiKey}`;
    const url = `${this.#apiUrl}/api/v1/track/${endpoint}`;
    const request = { url, method: 'POST' as const, headers, body: JSON.stringify(body) };
    return sendRepeatedly({
      retriesMax: isRepeatable ? this.#retriesMax : 0,
      send: () => this.#send(request),
    }).then((outcome) => toResponse<Body>(outcome));
  }

  #send(request: Parameters<typeof send>[1]): Promise<ApiReply> {
    return send(this.#fetch, request, this.#timeoutMs);
  }
}
