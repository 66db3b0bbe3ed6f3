// Owns what the script tag adds to a page's window, as tests see it from inside the page.

interface AffitorOnPage {
  loaded: boolean;
  signup(customerKey: string, email?: string): Promise<void>;
  getClickId(): string | null;
  [member: string]: unknown;
}

/** The window of a page with the script tag. */
export type TagWindow = Window & { affitor?: AffitorOnPage; affitorQueue?: unknown[][] };
