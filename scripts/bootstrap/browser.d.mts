// Owns the types of browser.mjs for the tests that use it.
export function findBrowser(): Promise<string | null>;
export function ensureBrowser(): Promise<void>;
