// Owns the door of the documentation: a site of files that its package built.
export { findDocsFiles } from './files.js';
export { registerDocsRoutes } from './routes.js';
export { registerSkillRoutes } from './skill.js';
