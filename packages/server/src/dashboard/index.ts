// Owns the door of the dashboard: the web application, served as files that its package built.
export { findDashboardFiles } from './files.js';
export { registerDashboardRoutes } from './routes.js';
