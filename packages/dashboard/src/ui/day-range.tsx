// Owns choosing a first and a last day; neither can be put behind the other.
import { Input } from './fields.js';

export function DayRange(props: {
  from: string | undefined;
  to: string | undefined;
  className: string;
  /** Is told an empty text when a day was cleared. */
  onFrom: (day: string) => void;
  onTo: (day: string) => void;
}) {
  const { from, to, className, onFrom, onTo } = props;
  return (
    <span className="flex items-center gap-2">
      <Input
        type="date"
        aria-label="From day"
        className={className}
        value={from ?? ''}
        max={to}
        onChange={({ target }) => onFrom(target.value)}
      />
      <span className="text-muted">to</span>
      <Input
        type="date"
        aria-label="To day"
        className={className}
        value={to ?? ''}
        min={from}
        onChange={({ target }) => onTo(target.value)}
      />
    </span>
  );
}
