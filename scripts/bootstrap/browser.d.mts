// Owns the types of browser.mjs for the tests that use it.
export const BROWSER_FLAGS: readonly string[];
export function findBrowser(): Promise<string | null>;
export function ensureBrowser(): Promise<void>;
