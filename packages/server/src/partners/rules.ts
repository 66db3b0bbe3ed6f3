// Owns which steps an enrollment may take, and what a link's shareable URL is. Pure.

export type EnrollmentStatus = 'applied' | 'invited' | 'active' | 'rejected' | 'removed';

/** A removed or rejected partner can come back; nobody returns to the queue. */
const NEXT_STATUSES: Readonly<Record<EnrollmentStatus, readonly EnrollmentStatus[]>> = {
  applied: ['active', 'rejected'],
  invited: ['active', 'rejected'],
  active: ['removed'],
  rejected: ['active'],
  removed: ['active'],
};

/** Whether an enrollment may go from one status to another; staying is no step and allowed. */
export function canChangeStatus(steps: { from: EnrollmentStatus; to: EnrollmentStatus }): boolean {
  return steps.from === steps.to || NEXT_STATUSES[steps.from].includes(steps.to);
}

/**
 * The destination with its `aff` parameter; other parameters and the fragment stay.
 * @example shareUrl({ destination: 'https://acme.example/?a=1', shortLink: 'X' })
 * // 'https://acme.example/?a=1&aff=X'
 */
export function shareUrl(link: { destination: string; shortLink: string }): string {
  const url = new URL(link.destination);
  url.searchParams.set('aff', link.shortLink);
  return url.href;
}
