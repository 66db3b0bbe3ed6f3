// Owns the shape of code that is put together of parts.

/** Moves every line of a piece of code to the right, two spaces per level. */
export function indent(code: string, levels: number): string {
  return code.replaceAll(/^(?=.)/gm, '  '.repeat(levels));
}
