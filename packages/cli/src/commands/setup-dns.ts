// Owns what is said about DNS: tracking goes to the address of the service itself.
import type { Context } from '../context.js';

const MESSAGE = 'No DNS record is needed: events go to the address of the service.';

export function setupDns(context: Context): void {
  const { domain } = context.requireProject();
  context.output.document('setup dns', { status: 'not_needed', domain, message: MESSAGE });
  context.output.success(MESSAGE);
}
