// Owns saying whether the page still hears of events.
import { Badge, type Tone } from '../../ui/surface.js';
import type { Connection } from './live-events.js';

const CONNECTIONS: Readonly<Record<Connection, { label: string; tone: Tone }>> = {
  connecting: { label: 'Connecting…', tone: 'neutral' },
  open: { label: 'Connected', tone: 'good' },
  lost: { label: 'Connection lost; trying again', tone: 'bad' },
  refused: { label: 'Not connected; trying again', tone: 'bad' },
};

export function ConnectionState({ connection }: { connection: Connection }) {
  const { label, tone } = CONNECTIONS[connection];
  return (
    <span role="status">
      <Badge tone={tone}>
        <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
        {label}
      </Badge>
    </span>
  );
}
