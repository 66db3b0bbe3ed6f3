// Owns the chance of the command line: what nobody else may guess.
import { randomBytes } from 'node:crypto';

const LENGTH_BYTES = 32;

/** A text that nobody can guess, safe in an address. */
export const randomText = (): string => randomBytes(LENGTH_BYTES).toString('base64url');
