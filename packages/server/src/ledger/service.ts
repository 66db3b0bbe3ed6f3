// Owns posting: the only way that money moves.
import type { Tx } from '../platform/db/index.js';
import { type Movement, type Posting, postingsOf } from './rules.js';
import { type AccountKey, insertTransactions, openAccounts } from './store.js';

/**
 * Posts the movements in the caller's transaction, so that a row and its money commit together.
 * Movements without money (a commission that rounds to zero) leave no transaction. Both statements
 * are sent at once.
 */
export async function postMovements(tx: Tx, movements: Movement[], now: Date): Promise<void> {
  const posted = movements
    .map((movement) => ({ movement, postings: postingsOf(movement) }))
    .filter(({ postings }) => postings.length > 0);
  if (posted.length === 0) return;
  const accounts = new Map<string, { key: AccountKey; index: number }>();
  const indexOf = (movement: Movement, posting: Posting) => {
    const key = accountKey(movement, posting);
    const text = `${key.programId}/${key.partnerId ?? ''}/${key.kind}/${key.currency}`;
    const account = accounts.get(text) ?? { key, index: accounts.size };
    accounts.set(text, account);
    return account.index;
  };
  const transactions = posted.map(({ movement, postings }) => ({
    movement,
    lines: postings.map((posting) => ({
      accountIndex: indexOf(movement, posting),
      amountCents: posting.amountCents,
    })),
  }));
  const keys = [...accounts.values()].map(({ key }) => key);
  await Promise.all([openAccounts(tx, keys, now), insertTransactions(tx, keys, transactions, now)]);
}

function accountKey(movement: Movement, posting: Posting): AccountKey {
  return {
    programId: movement.programId,
    partnerId: posting.account === 'commission_expense' ? null : movement.partnerId,
    kind: posting.account,
    currency: movement.currency,
  };
}
