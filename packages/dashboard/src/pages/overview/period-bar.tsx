// Owns the choice of days and of what they are compared with; both live in the address.
import { DayRange } from '../../ui/day-range.js';
import { Select } from '../../ui/fields.js';
import type { Report } from './metrics.js';
import { COMPARISONS, type OverviewSearch, PERIODS } from './search.js';

const CUSTOM = 'custom';

export function PeriodBar(props: {
  search: OverviewSearch;
  /** The days that are shown; they become the first custom days. */
  range: Report['range'] | undefined;
  onChange: (search: OverviewSearch) => void;
}) {
  const { search, range, onChange } = props;
  const isCustom = search.from !== undefined || search.to !== undefined;
  const choosePeriod = (value: string) => {
    const { period: _period, from: _from, to: _to, ...rest } = search;
    const period = PERIODS.find((one) => one.value === value)?.value;
    if (period !== undefined) onChange({ ...rest, period });
    else if (range) onChange({ ...rest, from: range.from, to: range.to });
  };
  const chooseComparison = (value: string) => {
    const { compare: _compare, ...rest } = search;
    onChange(value === 'year' || value === 'none' ? { ...rest, compare: value } : rest);
  };
  return (
    <>
      <Select
        aria-label="Period"
        className="w-38"
        value={isCustom ? CUSTOM : (search.period ?? '30d')}
        onChange={({ target }) => choosePeriod(target.value)}
      >
        {PERIODS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <option value={CUSTOM}>Custom…</option>
      </Select>
      {isCustom && <CustomDays {...props} />}
      <Select
        aria-label="Compared with"
        className="w-46"
        value={search.compare ?? 'previous'}
        onChange={({ target }) => chooseComparison(target.value)}
      >
        {COMPARISONS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </>
  );
}

function CustomDays(props: { search: OverviewSearch; onChange: (search: OverviewSearch) => void }) {
  const { search, onChange } = props;
  const { from, to } = search;
  return (
    <DayRange
      from={from}
      to={to}
      className="w-36"
      onFrom={(day) => day && onChange({ ...search, from: day })}
      onTo={(day) => day && onChange({ ...search, to: day })}
    />
  );
}
