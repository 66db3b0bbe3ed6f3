// Owns the shapes that a sale call passes through: asked, planned, recorded.
import type { SaleVerdict } from '../commissions/index.js';
import type { ProgramKeyOwner } from '../programs/index.js';
import type { SaleInput } from './sale-input.js';
import type { AttributedCustomer } from './sale-rules.js';

export interface SaleItem {
  owner: ProgramKeyOwner;
  input: SaleInput;
  requestId: string;
  /** What a payment provider's event says more than a call; null for calls. */
  payment?: ProviderPayment;
}

/** A payment as its provider names it. */
export interface ProviderPayment {
  /** Whose payment it is, found in the order of that channel. */
  readonly customerId: bigint;
  /** Its other ids at the provider: refunds name these, and nobody may record them again. */
  readonly aliases: readonly string[];
}

export interface SaleResult {
  saleId: bigint;
  /** Null when the policy pays nothing for this sale. */
  commissionId: bigint | null;
  notDueReason: string | null;
}

/** A sale that passed its checks and holds its transaction id. */
export interface PlannedSale {
  saleId: bigint;
  item: SaleItem;
  customer: AttributedCustomer;
  isFirst: boolean;
  verdict: SaleVerdict;
  provisionalLeadId: bigint | null;
}
