// What other domains may use of partners.
export { registerPartnerRoutes } from './routes.js';
export { registerLinkRoutes } from './routes-links.js';
export { createPartner } from './service.js';
