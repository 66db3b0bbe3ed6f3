// Owns how one customer is named and what its status is called.
import type { Answer } from '../../api/client.js';
import { CUSTOMER_STATUS_WORDS } from '../../format/words.js';
import { Badge } from '../../ui/surface.js';

export type Customer = Answer<'listCustomers'>['data'][number];

/** What a customer is called: the brand's own key, the masked address, or a number. */
export function nameOf(customer: Customer): string {
  return customer.customer_key ?? customer.email_masked ?? `Visitor ${customer.id}`;
}

export function CustomerStatus({ status }: { status: string }) {
  const words = CUSTOMER_STATUS_WORDS[status];
  return <Badge tone={words?.tone ?? 'neutral'}>{words?.label ?? status}</Badge>;
}
