// Guards that what endpoints at Stripe are made to deliver is what is understood here.
import { STRIPE_EVENTS } from '@affitor/contract';
import { expect, test } from 'vitest';
import { readContent } from './rules-event.js';

const reasonOf = (type: string) => {
  const rest = { id: 'evt_1', livemode: true, created: 0, data: { object: {} } };
  const { facts } = readContent({ ...rest, type }, () => ({ hmac: '', masked: '' }));
  return facts.kind === 'ignored' ? facts.reason : null;
};

test.each(STRIPE_EVENTS)('%s is delivered because something is done about it', (type) => {
  expect(reasonOf(type)).not.toBe('event_type_not_used');
  expect(reasonOf('plan.created')).toBe('event_type_not_used');
});
