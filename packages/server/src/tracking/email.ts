// Owns what is kept of an email address: a keyed digest to recognise it by, and a masked form.
import { deriveKey, hmacSha256 } from '../platform/crypto.js';

export interface KeptEmail {
  hmac: Buffer;
  masked: string;
}

/** Makes the function that reduces an address to what may be kept, with a key per workspace. */
export function createEmailKeeper(
  secretKey: string,
): (email: string, workspaceId: number) => KeptEmail {
  const keys = new Map<number, Buffer>();
  return (email, workspaceId) => {
    let key = keys.get(workspaceId);
    if (!key) {
      key = deriveKey(secretKey, `email of workspace ${workspaceId}`);
      keys.set(workspaceId, key);
    }
    const normalised = email.trim().normalize('NFC').toLowerCase();
    return { hmac: hmacSha256(key, normalised), masked: maskEmail(normalised) };
  };
}

/** @example maskEmail('ana@example.com') // 'a***@example.com' */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const first = Array.from(email)[0] ?? '';
  return at > 0 ? `${first}***${email.slice(at)}` : `${first}***`;
}
