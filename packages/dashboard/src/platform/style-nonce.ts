// Owns handing the page's nonce to the code that keeps what lies behind a dialog from scrolling.

declare global {
  /** Where that code, and much else of the web, looks for the nonce of its style tags. */
  var __webpack_nonce__: string | undefined;
}

/** Lets style tags that our own code makes pass the page's policy. */
export function allowOwnStyles(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]');
  globalThis.__webpack_nonce__ = meta?.nonce;
}
