// Owns telling whether a page of ours sent a request: no other site acts for a person. Pure.

/** What browsers say of where a request comes from; pages cannot set either of them. */
export interface RequestOrigin {
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/**
 * Whether the request comes from a page of this origin. Each thing that the browser says must fit,
 * and it must say something: a request without both comes from no browser that can be trusted.
 */
export function isFromOwnPage(request: RequestOrigin, ownOrigin: string): boolean {
  const { origin, fetchSite } = request;
  if (origin === undefined && fetchSite === undefined) return false;
  if (origin !== undefined && origin !== ownOrigin) return false;
  return fetchSite === undefined || fetchSite === 'same-origin';
}
