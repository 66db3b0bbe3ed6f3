// Owns the routes of links.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagedProgram, type ManagementDeps, managementRoute } from '../accounts/index.js';
import type { Tx } from '../platform/db/index.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { type LinkBody, toLinkBody } from './bodies.js';
import { changeLink, createLink, requireLink } from './service-links.js';
import { type Link, listLinks, listRevenueOfLinks } from './store-links.js';

/** Serves the operations on links. */
export function registerLinkRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  registerReadRoutes(app, deps);
  registerChangeRoutes(app, deps);
}

function registerReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listLinks, async ({ tx, program, query }) => {
    const links = await listLinks(tx, program.id, {
      partnerId: query.partner_id ?? null,
      status: query.status ?? null,
      beforeLinkId: decodeCursor(query.cursor)?.id ?? null,
      rowsMax: query.limit + 1,
    });
    const page = pageOfRows(links.map(toPageRow), query.limit);
    const pageLinks = page.rows.map(({ link }) => link);
    return {
      data: await describeLinks(tx, program, pageLinks),
      meta: { next_cursor: page.nextCursor },
    };
  });

  managementRoute(app, deps, OPERATIONS.readLink, async ({ tx, program, params }) =>
    describeLink(tx, program, await requireLink(tx, program.id, params.linkId)),
  );
}

function toPageRow(link: Link) {
  return { link, at: link.createdAt, id: BigInt(link.id) };
}

function registerChangeRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.createLink, async (call) => {
    const { tx, program, body } = call;
    const request = {
      partnerId: body.partner_id,
      shortLink: body.short_link,
      name: body.name,
      destinationUrl: body.destination_url,
    };
    const link = await createLink(tx, program.id, request, call.now);
    await call.audit('link.created', `link:${link.id}`, { partner_id: link.partnerId });
    return describeLink(tx, program, link);
  });

  managementRoute(app, deps, OPERATIONS.updateLink, async (call) => {
    const { tx, program, params, body } = call;
    const change = {
      linkId: params.linkId,
      name: body.name,
      destinationUrl: body.destination_url,
      status: body.status,
    };
    const link = await changeLink(tx, program.id, change);
    await call.audit('link.updated', `link:${link.id}`, {
      fields: Object.keys(body),
      status: link.status,
    });
    return describeLink(tx, program, link);
  });
}

async function describeLinks(
  tx: Tx,
  program: ManagedProgram,
  links: readonly Link[],
): Promise<LinkBody[]> {
  const linkIds = links.map((link) => link.id);
  const revenues = await listRevenueOfLinks(tx, program.id, linkIds);
  return links.map((link) => toLinkBody(link, { websiteUrl: program.websiteUrl, revenues }));
}

async function describeLink(tx: Tx, program: ManagedProgram, link: Link): Promise<LinkBody> {
  const revenues = await listRevenueOfLinks(tx, program.id, [link.id]);
  return toLinkBody(link, { websiteUrl: program.websiteUrl, revenues });
}
