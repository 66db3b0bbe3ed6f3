// Owns the making of the demo's programs through the management API.
import { type Call, dataOf } from './client.js';
import type { DemoPartner, DemoProgram } from './programs.js';

export interface MadeLink {
  short_link: string;
  partner: string;
  status: 'active' | 'inactive';
}

export interface MadeProgram {
  program_id: number;
  name: string;
  api_key: string;
  allowed_origins: string[];
  links: MadeLink[];
}

const PROGRAMS = '/api/advertiser/affiliate-programs';

/** Makes one program with its groups, partners and links. */
export async function makeProgram(
  call: Call,
  key: string,
  demo: DemoProgram,
): Promise<MadeProgram> {
  const created = await dataOf(call('POST', PROGRAMS, { body: demo.settings, key }));
  const programId = created.id as number;
  const path = `${PROGRAMS}/${programId}`;
  await dataOf(call('POST', `${path}/go-live`, { body: {}, key }));
  const groupIds = new Map<string, number>();
  for (const { name, policy } of demo.groups) {
    const group = await dataOf(call('POST', `${path}/groups`, { body: { name }, key }));
    const groupId = group.id as number;
    await dataOf(call('POST', `${path}/groups/${groupId}/policies`, { body: policy, key }));
    groupIds.set(name, groupId);
  }
  const links: MadeLink[] = [];
  for (const partner of demo.partners) {
    links.push(...(await makePartner(call, key, { path, partner, groupIds })));
  }
  return {
    program_id: programId,
    name: String(created.name),
    api_key: String(created.api_token),
    allowed_origins: created.allowed_origins as string[],
    links,
  };
}

async function makePartner(
  call: Call,
  key: string,
  request: { path: string; partner: DemoPartner; groupIds: Map<string, number> },
): Promise<MadeLink[]> {
  const { path, partner, groupIds } = request;
  const groupId = partner.group === null ? undefined : groupIds.get(partner.group);
  const { name, email } = partner;
  const body = { name, email, ...(groupId === undefined ? {} : { group_id: groupId }) };
  const { id: partnerId } = await dataOf(call('POST', `${path}/partners`, { body, key }));
  const made: MadeLink[] = [];
  for (const { shortLink, isActive } of partner.links) {
    const link = await dataOf(
      call('POST', `${path}/links`, {
        body: { partner_id: partnerId, short_link: shortLink },
        key,
      }),
    );
    const status = isActive ? 'active' : 'inactive';
    if (!isActive) {
      await dataOf(call('PUT', `${path}/links/${String(link.id)}`, { body: { status }, key }));
    }
    made.push({ short_link: shortLink, partner: name, status });
  }
  return made;
}
