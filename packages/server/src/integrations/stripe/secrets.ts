// Owns the signing secrets of endpoints as they are kept: encrypted, for one program each.
import { deriveKey, openSealedText, sealText } from '../../platform/crypto.js';

export interface Secrets {
  seal(programId: number, secret: string): Buffer;
  /** Null when it was sealed under another secret of the server. */
  open(programId: number, sealed: Buffer): string | null;
}

export function createSecrets(secretKey: string): Secrets {
  const keyOf = (programId: number) =>
    deriveKey(secretKey, `Stripe webhook secret of program ${programId}`);
  return {
    seal: (programId, secret) => sealText(keyOf(programId), secret),
    open(programId, sealed) {
      try {
        return openSealedText(keyOf(programId), sealed);
      } catch {
        return null;
      }
    },
  };
}
