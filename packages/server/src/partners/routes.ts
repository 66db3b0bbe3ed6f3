// Owns the routes of partners.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { toLinkBody, toPartnerBody } from './bodies.js';
import { changePartner, createPartner, requirePartner } from './service.js';
import { type EnrolledPartner, listEnrolledPartners } from './store.js';

/** Serves the operations on partners. */
export function registerPartnerRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  registerReadRoutes(app, deps);
  registerChangeRoutes(app, deps);
}

function registerReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listPartners, async ({ tx, program, query }) => {
    const partners = await listEnrolledPartners(tx, program.id, {
      status: query.status ?? null,
      groupId: query.group_id ?? null,
      tag: query.tag ?? null,
      beforeEnrollmentId: decodeCursor(query.cursor)?.id ?? null,
      rowsMax: query.limit + 1,
    });
    const page = pageOfRows(partners.map(toPageRow), query.limit);
    return {
      data: page.rows.map(({ partner }) => toPartnerBody(partner)),
      meta: { next_cursor: page.nextCursor },
    };
  });

  managementRoute(app, deps, OPERATIONS.readPartner, async ({ tx, program, params }) =>
    toPartnerBody(await requirePartner(tx, program.id, params.partnerId)),
  );
}

function toPageRow(partner: EnrolledPartner) {
  return { partner, at: partner.createdAt, id: BigInt(partner.enrollmentId) };
}

function registerChangeRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.createPartner, async (call) => {
    const { tx, program, body } = call;
    const place = { workspaceId: program.workspaceId, programId: program.id };
    const request = {
      name: body.name,
      email: body.email,
      status: body.status,
      groupId: body.group_id,
      tags: body.tags,
      link: body.link && {
        shortLink: body.link.short_link,
        name: body.link.name,
        destinationUrl: body.link.destination_url,
      },
    };
    const { partner, firstLink } = await createPartner(tx, place, request, call.now);
    await call.audit('partner.enrolled', `partner:${partner.partnerId}`, {
      status: partner.status,
      group_id: partner.groupId,
      link_id: firstLink?.id ?? null,
    });
    return {
      ...toPartnerBody(partner),
      first_link:
        firstLink && toLinkBody(firstLink, { websiteUrl: program.websiteUrl, revenues: [] }),
    };
  });

  managementRoute(app, deps, OPERATIONS.updatePartner, async (call) => {
    const { tx, program, params, body } = call;
    const change = {
      partnerId: params.partnerId,
      name: body.name,
      email: body.email,
      groupId: body.group_id,
      tags: body.tags,
      status: body.status,
    };
    const place = { workspaceId: program.workspaceId, programId: program.id };
    const changed = await changePartner(tx, place, change, {
      programScope: call.principal.programScope,
      now: call.now,
    });
    await call.audit('partner.updated', `partner:${params.partnerId}`, {
      fields: Object.keys(body),
      from_status: changed.from,
      to_status: changed.partner.status,
      group_id: changed.partner.groupId,
      links_stopped: changed.linksStoppedCount,
    });
    return toPartnerBody(changed.partner);
  });
}
