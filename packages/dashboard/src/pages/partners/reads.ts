// Owns the list of answers that are stale after a partner changed.

/** What shows partners, their groups or their links. */
export const PARTNER_READS = [
  'readPartner',
  'listPartners',
  'listPartnerReport',
  'readPartnerSummary',
  'listLinks',
  'listGroups',
] as const;
