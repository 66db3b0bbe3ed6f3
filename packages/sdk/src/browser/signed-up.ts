// Owns the memory of who signed up with which click, for browsers that several people share.

/** `affitor_lead_42` for `cust_42_1712345678901`: later clicks of the same customer share it. */
const nameClaim = (clickId: string) => `affitor_lead_${clickId.split('_')[1]}`;

/**
 * Claims a click for the user who signs up. False if it is another user's: a click brings one
 * customer, so the second person signs up without it instead of passing for the first. Where
 * storage is blocked the service decides, which refuses the second signup.
 */
export function claimClick(clickId: string, customerKey: string): boolean {
  try {
    const name = nameClaim(clickId);
    const claims = localStorage as Record<string, string>;
    claims[name] = claims[name] || customerKey;
    return claims[name] === `${customerKey}`;
  } catch {
    return true;
  }
}

/** Forgets who signed up with a click, when consent is withdrawn. */
export function forgetClaim(clickId: string): void {
  try {
    delete localStorage[nameClaim(clickId)];
  } catch {
    // Where storage is blocked nothing was stored.
  }
}
