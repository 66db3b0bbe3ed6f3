// Owns the bound on how long a call may take.

/** The longest time that a timer can wait; longer ones would fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * Gives up on `work` when it takes longer than `timeoutMs`. The signal aborts the request, and the
 * race answers in time even where a `fetch` does not obey its signal.
 */
export async function withinDeadline<Result>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    const expire = () => {
      const error = new Error(`no answer within ${timeoutMs} ms`);
      controller.abort(error);
      reject(error);
    };
    timer = setTimeout(expire, Math.min(timeoutMs, TIMER_MAX_MS));
  });
  try {
    return await Promise.race([work(controller.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
}
