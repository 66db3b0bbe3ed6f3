// Owns what happens to a page after it was loaded: routes, returns, and being shown at last.

/** Runs `onVisit` after each change of the address, and when the page or its network is back. */
export const watchPage = (onVisit: () => void): void => {
  try {
    for (const name of ['pushState', 'replaceState'] as const) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(this, args);
        onVisit();
      };
    }
  } catch {
    // A page may have frozen its history; then only its own events tell.
  }
  // A page from the back-forward cache runs on as it was left, without loading again: pageshow.
  for (const name of ['popstate', 'pageshow', 'online']) addEventListener(name, onVisit);
};

/** Runs `work` at once, or when a prerendered page is shown: nobody has visited it before. */
export const whenShown = (work: () => void): void => {
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', work);
  } else work();
};

/** Waits for an event of the page or the end of a call, but not for ever. */
export const waitFor = (
  event: 'pagehide' | 'online',
  timeoutMs: number,
  call?: Promise<unknown>,
): Promise<unknown> =>
  new Promise((resolve) => {
    void call?.then(resolve);
    setTimeout(resolve, timeoutMs);
    addEventListener(event, resolve);
  });
