// What other domains may use of partners.
export { registerPartnerRoutes } from './routes.js';
export { registerLinkRoutes } from './routes-links.js';
export type { EnrollmentStatus } from './rules.js';
export { changePartner, createPartner, type PartnerRequest } from './service.js';
export { changeLink, createLink, type LinkRequest } from './service-links.js';
export type { EnrolledPartner } from './store.js';
export type { Link, LinkStatus } from './store-links.js';
