// Owns the entries of the books behind a commission, and the proof that they sum to zero.
import { formatMoney } from '../../format/money.js';
import { wordsOf } from '../../format/words.js';
import { Moment } from '../../ui/moment.js';
import type { TracedCommission } from './story.js';
import { ACCOUNT_WORDS, ENTRY_WORDS } from './words.js';

export function LedgerLines({ lines }: { lines: TracedCommission['ledger'] }) {
  const [first] = lines;
  if (!first) return <p className="text-muted">Nothing is posted for it.</p>;
  const sum = lines.reduce((total, { amount_cents: cents }) => total + cents, 0);
  const head = 'bg-sunken px-3 py-1.5 font-medium whitespace-nowrap text-muted';
  return (
    <details className="min-w-0 text-[0.8125rem]">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink">
        Ledger: {lines.length} lines, together {formatMoney(sum, first.currency)}
      </summary>
      <section
        aria-label="Ledger lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-xl border"
      >
        <table className="w-full text-left">
          <thead>
            <tr>
              <th className={head}>Posted</th>
              <th className={head}>Entry</th>
              <th className={head}>Account</th>
              <th className={`${head} text-right`}>Amount</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.transaction_id}-${line.account}`}>
                <td className="border-t px-3 py-1.5 whitespace-nowrap">
                  <Moment iso={line.posted_at} />
                </td>
                <td className="border-t px-3 py-1.5">{wordsOf(ENTRY_WORDS, line.kind)}</td>
                <td className="border-t px-3 py-1.5">{wordsOf(ACCOUNT_WORDS, line.account)}</td>
                <td className="border-t px-3 py-1.5 text-right whitespace-nowrap tabular-nums">
                  {formatMoney(line.amount_cents, line.currency)}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-semibold">
              <td className="border-t px-3 py-1.5" colSpan={3}>
                Sum
              </td>
              <td className="border-t px-3 py-1.5 text-right whitespace-nowrap tabular-nums">
                {formatMoney(sum, first.currency)}
              </td>
            </tr>
          </tfoot>
        </table>
      </section>
    </details>
  );
}
