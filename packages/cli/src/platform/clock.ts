// Owns the time of the command line: everything that needs it takes a Clock.
import { setTimeout as pause } from 'node:timers/promises';

export interface Clock {
  nowMs(): number;
  pause(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  pause: (durationMs, signal) => pause(durationMs, undefined, { signal }),
};

export function toIso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
