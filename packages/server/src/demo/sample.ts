// Owns the sample program: what is invented for an owner who wants to look around first.
import { createPartner } from '../partners/index.js';
import { addDays, type Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { randomAlphanumeric } from '../platform/ids.js';
import { createProgram, lockSampleProgram, updateProgramAsSample } from '../programs/index.js';
import type { DemoProgram } from './programs.js';

/** How many days of visitors a sample has. */
export const SAMPLE_DAYS = 42;
const SUFFIX_LENGTH = 6;

const PARTNERS = [
  { name: 'Ana Ferreira', handle: 'ana', share: 45 },
  { name: 'Bright Agency', handle: 'bright', share: 35 },
  { name: 'SaaS Weekly', handle: 'weekly', share: 20 },
];

const SETTINGS = {
  name: 'Sample: Acme Analytics',
  website_url: 'https://acme-analytics.example',
  currency: 'USD',
} as const;

/** What the history of a sample is made of, given the codes of its links. */
export function sampleStory(links: readonly string[]): DemoProgram {
  return {
    settings: SETTINGS,
    groups: [],
    partners: PARTNERS.map(({ name, handle, share }, index) => ({
      name,
      email: `${handle}@sample.example`,
      group: null,
      links: [{ shortLink: links[index] ?? handle, isActive: true }],
      share,
    })),
    visitorsPerDay: 12,
    pricesCents: [2900, 4900, 9900],
  };
}

/** The moment at which the history of a sample begins. */
export function sampleStart(now: Date): Date {
  const midnight = addDays(now, -SAMPLE_DAYS);
  midnight.setUTCHours(0, 0, 0, 0);
  return midnight;
}

/** The sample of a workspace; it is made when there is none. */
export async function requireSample(
  tx: Tx,
  workspaceId: number,
  { actor, now }: { actor: string; now: Date },
): Promise<{ programId: number; isNew: boolean }> {
  const found = await lockSampleProgram(tx, workspaceId);
  if (found !== null) return { programId: found, isNew: false };
  const start = sampleStart(now);
  const clock: Clock = { now: () => start };
  const { program } = await createProgram(tx, workspaceId, {
    body: SETTINGS,
    acting: { actor, clock },
  });
  await updateProgramAsSample(tx, workspaceId, program.id);
  // Codes name one link in the whole installation, and every workspace may have a sample.
  const suffix = randomAlphanumeric(SUFFIX_LENGTH).toLowerCase();
  for (const { name, email, links } of sampleStory([]).partners) {
    const link = { shortLink: `${links[0]?.shortLink}-${suffix}` };
    const place = { workspaceId, programId: program.id };
    await createPartner(tx, place, { name, email, status: 'active', link }, start);
  }
  return { programId: program.id, isNew: true };
}
