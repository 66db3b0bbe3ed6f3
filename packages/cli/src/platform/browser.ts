// Owns opening a page in the browser of the person at the terminal.
import open from 'open';

/** Whether a text is an address that a browser may be sent to. */
export function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '';
}

/**
 * Opens an address, without a shell. Whatever is no web address is refused, because systems start
 * programs for other schemes. Answers whether a browser was started.
 */
export async function openInBrowser(url: string): Promise<boolean> {
  if (!isWebUrl(url)) return false;
  try {
    const child = await open(new URL(url).href);
    // A machine without a browser tells so later; the address has been printed anyway.
    child.once('error', () => undefined);
    return true;
  } catch {
    return false;
  }
}
