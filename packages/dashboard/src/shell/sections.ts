// Owns the lists of sections that settings and the account have, for their pages and the palette.

/** Sections of a program's settings, under the headings of the checklist. */
export const SETTINGS_GROUPS = [
  {
    heading: 'Program details',
    sections: [
      { id: 'profile', label: 'Business profile' },
      { id: 'approval', label: 'Approval' },
      { id: 'commission', label: 'Commission' },
      { id: 'branding', label: 'Branding' },
    ],
  },
  {
    heading: 'Tracking',
    sections: [
      { id: 'origins', label: 'Allowed origins' },
      { id: 'tracking', label: 'Clicks' },
      { id: 'leads', label: 'Sign-ups' },
      { id: 'payments', label: 'Payments' },
    ],
  },
  { heading: 'Partners', sections: [{ id: 'share', label: 'Share the program' }] },
  {
    heading: 'Developer',
    sections: [
      { id: 'api-key', label: 'API key' },
      { id: 'management-keys', label: 'Management keys' },
    ],
  },
  {
    heading: 'Workspace',
    sections: [
      { id: 'team', label: 'Team' },
      { id: 'audit-log', label: 'Audit log' },
    ],
  },
  { heading: 'More', sections: [{ id: 'danger', label: 'Status & danger zone' }] },
] as const;

export type SettingsId = (typeof SETTINGS_GROUPS)[number]['sections'][number]['id'];

/** Sections of a person's own account. */
export const ACCOUNT_SECTIONS = [
  { id: 'profile', label: 'Name and email' },
  { id: 'password', label: 'Password' },
  { id: 'two-factor', label: 'Two-factor sign-in' },
  { id: 'sessions', label: 'Sessions and command lines' },
  { id: 'workspaces', label: 'Workspaces' },
] as const;

export type AccountId = (typeof ACCOUNT_SECTIONS)[number]['id'];
