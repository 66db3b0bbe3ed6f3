// Owns what the script tag adds to a page's window.
interface AffitorOnPage {
  loaded: boolean;
  signup(customerKey: string, email?: string): Promise<void>;
  trackClick(url?: string, existing?: string): Promise<void>;
  getClickId(): string | null;
  getData(): unknown;
  [member: string]: unknown;
}

interface Window {
  affitor?: AffitorOnPage;
  affitorQueue?: unknown[][];
}
