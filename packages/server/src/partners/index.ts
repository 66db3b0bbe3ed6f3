// What other domains may use of partners.
export { registerPartnerRoutes } from './routes.js';
export { registerLinkRoutes } from './routes-links.js';
export { changePartner, createPartner } from './service.js';
export { changeLink, createLink } from './service-links.js';
