// Owns the fields of a policy that say what is paid for, and how much.
import { toDecimal } from '../../format/money.js';
import { COMMISSION_TYPE_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Field, Input, Select } from '../../ui/fields.js';
import { toMinor } from './amount.js';
import type { PolicyTerms } from './policy-terms.js';

export const numberOrLeftOut = {
  setValueAs: (text: string | number | null | undefined) =>
    text === '' || text === null || text === undefined ? undefined : Number(text),
};

const STARTING_PERCENT = 20;
const STARTING_AMOUNT_CENTS = 1000;
const STARTING_MONTHS = 12;

export function RateFields({ terms }: { terms: PolicyTerms }) {
  const { currency } = useProgram();
  const { form, register, problemOf } = terms;
  const type = form.watch('type');
  const isSale = type.startsWith('cps_');
  const isPercent = isSale && form.watch('amount_cents') === undefined;
  const choosePercent = (percent: boolean) => {
    form.setValue('percent', percent ? STARTING_PERCENT : undefined);
    form.setValue('amount_cents', percent ? undefined : STARTING_AMOUNT_CENTS);
    form.setValue('currency', percent ? undefined : currency);
  };
  const onType = (next: string) => {
    // Sign-ups and clicks have no amount that a percentage could be of.
    if (!next.startsWith('cps_') && isPercent) choosePercent(false);
    form.setValue('duration_months', next === 'cps_recurring' ? STARTING_MONTHS : undefined);
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Pays for" problem={problemOf('type')}>
        {(control) => (
          <Select
            {...control}
            {...register('type', { onChange: ({ target }) => onType(String(target.value)) })}
          >
            {Object.entries(COMMISSION_TYPE_WORDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="How">
        {(control) => (
          <Select
            {...control}
            value={isPercent ? 'percent' : 'amount'}
            disabled={!isSale}
            onChange={({ target }) => choosePercent(target.value === 'percent')}
          >
            <option value="percent">A percentage</option>
            <option value="amount">A fixed amount</option>
          </Select>
        )}
      </Field>
      {isPercent ? <PercentField terms={terms} /> : <AmountField terms={terms} />}
      {type === 'cps_recurring' && (
        <Field label="For how many months" problem={problemOf('duration_months')}>
          {(control) => (
            <Input
              {...control}
              {...register('duration_months', numberOrLeftOut)}
              type="number"
              min="1"
            />
          )}
        </Field>
      )}
    </div>
  );
}

function PercentField({ terms: { register, problemOf } }: { terms: PolicyTerms }) {
  return (
    <Field label="Percent of the sale" problem={problemOf('percent')}>
      {(control) => (
        <Input
          {...control}
          {...register('percent', numberOrLeftOut)}
          type="number"
          step="0.01"
          min="0"
          max="100"
        />
      )}
    </Field>
  );
}

function AmountField({ terms: { form, problemOf } }: { terms: PolicyTerms }) {
  const program = useProgram();
  const currency = form.watch('currency') ?? program.currency;
  return (
    <Field label={`Amount in ${currency}`} problem={problemOf('amount_cents')}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          defaultValue={toDecimal(form.getValues('amount_cents') ?? 0, currency)}
          // What is no amount becomes zero, which the contract refuses with the field's own words.
          onChange={({ target }) =>
            form.setValue('amount_cents', toMinor(target.value, currency) ?? 0)
          }
        />
      )}
    </Field>
  );
}
