// Owns how the outcome of a run through click, sign-up, sale and refund is said. Pure.
import type { Answer } from '../../api/client.js';
import { formatMoney } from '../../format/money.js';
import type { Tone } from '../../ui/surface.js';

export type Chain = Extract<Answer<'sendTestEvent'>['data'], { type: 'chain' }>;

type Verdict = Chain['verdict']['click'];

/** One step of a run, as it is shown. */
export interface ChainStep {
  name: string;
  verdict: string;
  tone: Tone;
}

const VERDICTS: Readonly<Record<Verdict, { verdict: string; tone: Tone }>> = {
  attributed: { verdict: 'Credited', tone: 'good' },
  unattributed: { verdict: 'Credited to nobody', tone: 'bad' },
  wrong_partner: { verdict: 'Credited to somebody else', tone: 'bad' },
  pending: { verdict: 'Did not get here', tone: 'warn' },
};

/** The four steps and what became of each. */
export function chainSteps({ verdict, refund }: Chain): ChainStep[] {
  const back: Readonly<Record<string, Omit<ChainStep, 'name'>>> = {
    reversed: { verdict: 'Commission taken back', tone: 'good' },
    no_commission: { verdict: 'No commission to take back', tone: 'warn' },
  };
  return [
    { name: 'Click', ...VERDICTS[verdict.click] },
    { name: 'Sign-up', ...VERDICTS[verdict.lead] },
    { name: 'Sale', ...VERDICTS[verdict.sale] },
    { name: 'Refund', ...(back[refund ?? ''] ?? VERDICTS.pending) },
  ];
}

/** What the run proved, in a sentence. */
export function chainSentence({ attributed, commission }: Chain): string {
  if (!attributed) {
    return 'The sale was not credited. Events shows each call, and the errors page what to do.';
  }
  if (commission === null) {
    return 'The sale was credited; under the terms in force it earns no commission.';
  }
  const amount = formatMoney(commission.amount_cents, commission.currency);
  return `The sale was credited; under the terms in force it earns the partner ${amount}.`;
}
