// Owns posting: the only way that money moves.
import type { Tx } from '../platform/db/index.js';
import { type Movement, type Posting, postingsOf } from './rules.js';
import { type AccountKey, findOrOpenAccounts, insertTransactions } from './store.js';

/**
 * Posts the movements in the caller's transaction, so that a row and its money commit together.
 * Movements without money (a commission that rounds to zero) leave no transaction.
 */
export async function postMovements(tx: Tx, movements: Movement[], now: Date): Promise<void> {
  const posted = movements
    .map((movement) => ({ movement, postings: postingsOf(movement) }))
    .filter(({ postings }) => postings.length > 0);
  if (posted.length === 0) return;
  const keys = new Map<string, AccountKey>();
  for (const { movement, postings } of posted) {
    for (const posting of postings) {
      const key = accountKey(movement, posting);
      keys.set(keyText(key), key);
    }
  }
  const wanted = [...keys.values()];
  const accountIds = await findOrOpenAccounts(tx, wanted, now);
  const idByKey = new Map(wanted.map((key, index) => [keyText(key), accountIds[index] as bigint]));
  await insertTransactions(
    tx,
    posted.map(({ movement, postings }) => ({
      movement,
      lines: postings.map((posting) => ({
        accountId: idByKey.get(keyText(accountKey(movement, posting))) as bigint,
        amountCents: posting.amountCents,
      })),
    })),
    now,
  );
}

function accountKey(movement: Movement, posting: Posting): AccountKey {
  return {
    programId: movement.programId,
    partnerId: posting.account === 'commission_expense' ? null : movement.partnerId,
    kind: posting.account,
    currency: movement.currency,
  };
}

function keyText(key: AccountKey): string {
  return `${key.programId}/${key.partnerId ?? ''}/${key.kind}/${key.currency}`;
}
