// Owns the words of a plan: what each phase would do, what it would change, what is left to do.

/** A file as it is to be; `before` is null for a new one. */
export interface Change {
  path: string;
  before: string | null;
  after: string;
}

/** Something that only a person can do, with the code for it. */
export interface ManualStep {
  title: string;
  code?: string;
}

/** What a phase found. `edit` is done when the changes are applied. */
export interface Phase {
  status: 'edit' | 'already' | 'manual' | 'skipped';
  detail: string;
  changes: Change[];
  /** What is left to do in this phase, whether it edits or not. */
  manual: ManualStep[];
}
