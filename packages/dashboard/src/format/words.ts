// Owns the words that people read for the API's codes.
import type { Tone } from '../ui/surface.js';

type Words = Readonly<Record<string, { label: string; tone: Tone }>>;

export const COMMISSION_STATUS_WORDS: Words = {
  pending: { label: 'Pending', tone: 'warn' },
  approved: { label: 'Approved', tone: 'good' },
  paid: { label: 'Paid', tone: 'accent' },
  rejected: { label: 'Invalid', tone: 'bad' },
  refunded: { label: 'Partly refunded', tone: 'neutral' },
  reversed: { label: 'Reversed', tone: 'neutral' },
};

export const PARTNER_STATUS_WORDS: Words = {
  active: { label: 'Active', tone: 'good' },
  applied: { label: 'Applied', tone: 'warn' },
  invited: { label: 'Invited', tone: 'accent' },
  rejected: { label: 'Rejected', tone: 'bad' },
  removed: { label: 'Removed', tone: 'neutral' },
};

export const CUSTOMER_STATUS_WORDS: Words = {
  click: { label: 'Clicked', tone: 'neutral' },
  lead: { label: 'Signed up', tone: 'accent' },
  conversion: { label: 'Paying', tone: 'good' },
};

export const PROGRAM_STATUS_WORDS: Words = {
  draft: { label: 'Draft', tone: 'neutral' },
  active: { label: 'Live', tone: 'good' },
  paused: { label: 'Paused', tone: 'warn' },
};

export const REASON_WORDS: Readonly<Record<string, string>> = {
  refund_requested: 'The customer asked for a refund',
  fraud: 'Fraud',
  policy_violation: 'Against the terms of the program',
  invalid_or_test_transaction: 'Not a real sale, or a test',
  full_refund: 'The sale was refunded',
  partial_refund: 'Part of the sale was refunded',
  hold_over: 'The hold is over',
};

export const COMMISSION_TYPE_WORDS: Readonly<Record<string, string>> = {
  cps_one_time: 'First payment',
  cps_recurring: 'Recurring',
  cps_lifetime: 'Lifetime',
  cpl: 'Per sign-up',
  cpc: 'Per click',
};

export const AUDIT_ACTION_WORDS: Readonly<Record<string, string>> = {
  'program.created': 'Program made',
  'program.updated': 'Settings changed',
  'program.went_live': 'Program went live',
  'program.deleted': 'Program deleted',
  'program.key_regenerated': 'API key replaced',
  'program.logo_replaced': 'Logo uploaded',
  'program.logo_removed': 'Logo removed',
  'stripe.connected': 'Stripe connected',
  'stripe.disconnected': 'Stripe disconnected',
  'stripe.event_replayed': 'Stripe event replayed',
  'test_data.deleted': 'Test data deleted',
  'group.created': 'Group made',
  'group.updated': 'Group renamed',
  'group.deleted': 'Group deleted',
  'policy.created': 'Policy version added',
  'partner.enrolled': 'Partner added',
  'partner.updated': 'Partner changed',
  'link.created': 'Link made',
  'link.updated': 'Link changed',
  'commission.approved': 'Commission approved',
  'commission.rejected': 'Commission rejected',
  'commission.repair_requested': 'Commission repaired',
  'management_key.created': 'Management key made',
  'management_key.updated': 'Management key changed',
  'management_key.revoked': 'Management key revoked',
  'invitation.sent': 'Invitation sent',
  'invitation.resent': 'Invitation sent again',
  'invitation.cancelled': 'Invitation cancelled',
  'member.role_changed': 'Role changed',
  'member.removed': 'Member removed',
  'member.left': 'Member left',
  'member.joined': 'Member joined',
  'workspace.created': 'Workspace made',
  'workspace.renamed': 'Workspace renamed',
  'session.created': 'Signed in',
  'session.revoked': 'Session ended',
  'session.others_revoked': 'Other sessions ended',
  'user.renamed': 'Name changed',
  'user.password_changed': 'Password changed',
  'user.email_change_requested': 'New address asked for',
  'user.email_changed': 'Address changed',
  'user.two_factor_started': 'Two-factor sign-in begun',
  'user.two_factor_enabled': 'Two-factor sign-in on',
  'user.two_factor_disabled': 'Two-factor sign-in off',
  'user.recovery_codes_renewed': 'Recovery codes renewed',
};

export const ROLE_WORDS: Readonly<Record<string, { label: string; about: string }>> = {
  owner: { label: 'Owner', about: 'may do everything, also keys, team and deleting' },
  member: { label: 'Member', about: 'runs the programs; no keys and no team' },
  read_only: { label: 'Read only', about: 'sees everything but keys and changes nothing' },
};

/** A code that has no words of ours, readable all the same: `hold_over` → `Hold over`. */
export function wordsOf(words: Readonly<Record<string, string>>, code: string): string {
  const known = words[code];
  if (known !== undefined) return known;
  const text = code.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Who changed something: `user:7`, `key:12`, `system`, `job:…`. */
export function actorWords(actor: string): string {
  const [kind = actor, id] = actor.split(':');
  if (kind === 'key') return `Management key ${id}`;
  if (kind === 'user') return `Member ${id}`;
  return kind === 'system' || kind === 'job' ? 'Affitor' : actor;
}
