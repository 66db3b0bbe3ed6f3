// Owns the programs, groups, partners and links of the demo, as the management API gets them.

export interface DemoLink {
  shortLink: string;
  isActive: boolean;
}

export interface DemoPartner {
  name: string;
  email: string;
  group: string | null;
  links: DemoLink[];
  /** How many of a hundred visitors come through this partner. */
  share: number;
}

export interface DemoProgram {
  /** The body that creates the program. */
  settings: { name: string; website_url: string; currency?: string; [setting: string]: unknown };
  groups: { name: string; policy: Record<string, unknown> }[];
  partners: DemoPartner[];
  /** Visitors on an ordinary day. */
  visitorsPerDay: number;
  /** What a customer pays, in minor units. */
  pricesCents: number[];
}

const active = (shortLink: string): DemoLink => ({ shortLink, isActive: true });
const inactive = (shortLink: string): DemoLink => ({ shortLink, isActive: false });

export const DEMO_PROGRAMS: DemoProgram[] = [
  {
    settings: {
      name: 'Acme Analytics',
      website_url: 'https://acme-analytics.example',
      tagline: 'Product analytics without the cookie banner',
      category: 'Analytics',
      short_description: 'Acme Analytics tells SaaS teams what their users do.',
      allowed_origins: [
        'https://acme-analytics.example',
        'https://www.acme-analytics.example',
        'http://localhost:5173',
      ],
      default_commission_type: 'cps_recurring',
      default_commission_rate: 20,
      default_duration_months: 12,
      default_hold_period_days: 15,
      time_zone: 'America/New_York',
    },
    groups: [
      {
        name: 'Agencies',
        policy: { type: 'cps_lifetime', percent: 25, hold_days: 15, approval_mode: 'auto' },
      },
      {
        name: 'Newsletters',
        policy: { type: 'cpl', amount_cents: 250, currency: 'USD', hold_days: 7 },
      },
      { name: 'Comparison sites', policy: { type: 'cpc', amount_cents: 12, currency: 'USD' } },
    ],
    partners: [
      {
        name: 'Ana Ferreira',
        email: 'ana@growthnotes.example',
        group: null,
        links: [active('PARTNER123'), active('growthnotes')],
        share: 34,
      },
      {
        name: 'Bright Agency',
        email: 'team@bright.example',
        group: 'Agencies',
        links: [active('bright'), inactive('bright-spring')],
        share: 28,
      },
      {
        name: 'SaaS Weekly',
        email: 'editor@saasweekly.example',
        group: 'Newsletters',
        links: [active('saasweekly')],
        share: 22,
      },
      {
        name: 'ToolCompare',
        email: 'partners@toolcompare.example',
        group: 'Comparison sites',
        links: [active('toolcompare')],
        share: 16,
      },
    ],
    visitorsPerDay: 60,
    pricesCents: [2900, 4900, 9900, 29900],
  },
  {
    settings: {
      name: 'Northwind Mail',
      website_url: 'https://northwind-mail.example',
      tagline: 'Email that arrives',
      category: 'Email',
      short_description: 'Northwind Mail sends transactional email for small teams.',
      allowed_origins: ['https://northwind-mail.example', 'http://localhost:5174'],
      default_commission_type: 'cps_one_time',
      default_commission_rate: 30,
      default_duration_months: 0,
      default_hold_period_days: 7,
      currency: 'EUR',
      cookie_window_days: 30,
      auto_approve_commissions: true,
      time_zone: 'Europe/Berlin',
    },
    groups: [],
    partners: [
      {
        name: 'Ben Okafor',
        email: 'ben@inboxcraft.example',
        group: null,
        links: [active('inboxcraft')],
        share: 70,
      },
      {
        name: 'Deliverability Lab',
        email: 'hello@dlab.example',
        group: null,
        links: [active('dlab'), inactive('dlab-old')],
        share: 30,
      },
    ],
    visitorsPerDay: 25,
    pricesCents: [1900, 3900],
  },
];
