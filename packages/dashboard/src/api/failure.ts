// Owns what a failed call is to the pages: the API's own words, its code, and what to do about it.

/** A call that the service refused or that never reached it. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** 0 when no answer came. */
  readonly status: number;
  /** Code of the error catalogue. */
  readonly code: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    message: string,
    facts: {
      status: number;
      code?: string | null;
      requestId?: string | null;
      retryAfterSeconds?: number | null;
    },
  ) {
    super(message);
    this.status = facts.status;
    this.code = facts.code ?? null;
    this.requestId = facts.requestId ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** Whether a failure says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 401;
}

/** The failure that an answer describes. */
export async function readFailure(response: Response): Promise<ApiFailure> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiFailure(await readMessage(response), {
    status: response.status,
    code: response.headers.get('x-affitor-error-code'),
    requestId: response.headers.get('x-request-id'),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}

async function readMessage(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: unknown };
    if (typeof body.error === 'string') return body.error;
  } catch {
    // A proxy in between answers with a page of its own.
  }
  return `The service answered ${response.status}`;
}

/** What a person reads about a failure: what happened, and what to do. */
export async function explainFailure(error: unknown): Promise<{ title: string; advice: string }> {
  if (!(error instanceof ApiFailure)) {
    return { title: 'This page could not be shown', advice: 'Reload it to try again.' };
  }
  if (error.status === 0) {
    return { title: error.message, advice: 'Check the connection, then try again.' };
  }
  const { remedies } = await import('virtual:remedies');
  const advice = error.code === null ? undefined : remedies[error.code];
  return { title: error.message, advice: advice ?? 'Try again in a moment.' };
}
