// Owns the catalogue rows for management records that do not exist for the caller (404).
import { defineErrors } from './row.js';

/** Foreign records answer like missing ones, so that ids of other workspaces stay unknown. */
function missing(noun: string, list: string) {
  return {
    status: 404,
    message: `${noun} not found`,
    condition: `No ${noun.toLowerCase()} with this id is visible to the caller`,
    meaning: 'The id is wrong, was deleted, or belongs to another workspace or program.',
    fix: `Take the id from ${list}, and check that the caller belongs to the same workspace.`,
    retryable: false,
  };
}

export const MANAGEMENT_NOT_FOUND_ERRORS = defineErrors('management_not_found', {
  program_not_found: missing('Program', 'the list of programs'),
  group_not_found: missing('Group', 'the groups of the program'),
  partner_not_found: missing('Partner', 'the partners of the program'),
  link_not_found: missing('Link', 'the links of the program'),
  commission_not_found: missing('Commission', 'the commissions of the program'),
  failed_commission_not_found: missing('Failed commission', 'the failed commissions'),
  customer_not_found: missing('Customer', 'the customers of the program'),
  traced_sale_not_found: missing('Sale', 'the events of the program'),
  click_not_found: missing('Click', 'the events of the program'),
  stripe_event_not_found: missing('Stripe event', 'the Stripe events of the program'),
  management_key_not_found: missing('Management key', 'the list of management keys'),
  workspace_not_found: missing('Workspace', 'the workspaces of `GET /api/account/session`'),
  member_not_found: missing('Member', 'the members of the workspace'),
  invitation_not_found: missing('Invitation', 'the invitations of the workspace'),
});
