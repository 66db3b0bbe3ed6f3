// Owns what each figure of the reports counts, in words: the one text for screens and documents.

export const METRIC_IDS = [
  'clicks',
  'signups',
  'paid_customers',
  'revenue',
  'commission',
  'partners',
] as const;

export type MetricId = (typeof METRIC_IDS)[number];

/** A metric as people read of it. Amounts are kept apart by currency and never converted. */
export interface MetricDefinition {
  readonly label: string;
  readonly unit: 'count' | 'money';
  readonly definition: string;
}

export const METRICS: Readonly<Record<MetricId, MetricDefinition>> = {
  clicks: {
    label: 'Clicks',
    unit: 'count',
    definition:
      'Visits through a link of a partner. Bots, and repeats of one visitor on one link within ' +
      'an hour, are left out.',
  },
  signups: {
    label: 'Sign-ups',
    unit: 'count',
    definition:
      'Customers who signed up, counted once each on the day of their sign-up. A sign-up that a ' +
      'browser claimed counts from when the brand’s server or a payment confirms it.',
  },
  paid_customers: {
    label: 'Paid customers',
    unit: 'count',
    definition:
      'Customers whose first sale fell into the period. Renewals and later orders do not count.',
  },
  revenue: {
    label: 'Revenue',
    unit: 'money',
    definition:
      'Sales credited to partners less refunds, each on its own day: a refund lowers the day ' +
      'that it happened on, not the day of the sale.',
  },
  commission: {
    label: 'Commission',
    unit: 'money',
    definition:
      'Commissions on the day they were earned, less what refunds and rejections took back on ' +
      'the day they did. It says nothing of what was paid out.',
  },
  partners: {
    label: 'New partners',
    unit: 'count',
    definition: 'Partners who joined the program in the period, whatever became of them since.',
  },
};
