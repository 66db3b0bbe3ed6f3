// Owns the types of render-readme.mjs, for the test that compares.
interface Variable {
  name: string;
  default: string | null;
  meaning: string;
  allowed: string;
}

/** The configuration variables as a Markdown table. */
export function renderConfiguration(variables: readonly Variable[]): string;
/** The text with what stands between the markers of a section replaced. */
export function replaceSection(text: string, section: string, content: string): string;
