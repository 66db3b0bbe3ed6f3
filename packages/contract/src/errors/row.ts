// Owns the shape of one error catalogue row and the sections that the rows are grouped in.

/** The sections of the catalogue, in the order in which the errors page shows them. */
export const ERROR_SECTIONS = [
  'authentication',
  'origin',
  'click',
  'lead',
  'sale',
  'refund',
  'fields',
  'conflict',
  'not_found',
  'server',
  'transport',
  'management_access',
  'management_input',
  'management_not_found',
  'management_conflict',
  'account',
  'readiness',
  'stripe',
] as const;

export type ErrorSection = (typeof ERROR_SECTIONS)[number];

/** One situation that a caller can meet, with everything that is ever said about it. */
export interface ErrorRow {
  readonly section: ErrorSection;
  readonly status: number;
  /** The exact text of the `error` field; `<name>` marks a part that the situation fills in. */
  readonly message: string;
  /** What the service saw. */
  readonly condition: string;
  /** What that says about the request or the data. */
  readonly meaning: string;
  /** What the reader does about it. */
  readonly fix: string;
  /** Whether the same request, sent again unchanged, can succeed later. */
  readonly retryable: boolean;
}

/** Gives every row of a group its section, and keeps the codes as literal types. */
export function defineErrors<const Rows extends Record<string, Omit<ErrorRow, 'section'>>>(
  section: ErrorSection,
  rows: Rows,
): { readonly [Code in keyof Rows]: ErrorRow } {
  const entries = Object.entries(rows).map(([code, row]) => [code, { section, ...row }]);
  return Object.fromEntries(entries) as { readonly [Code in keyof Rows]: ErrorRow };
}
