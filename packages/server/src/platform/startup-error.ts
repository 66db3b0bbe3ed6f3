// Owns the error of a start that cannot work: its message is shown to the operator without a stack.

/** A reason not to start that the operator can act on; the message says what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
