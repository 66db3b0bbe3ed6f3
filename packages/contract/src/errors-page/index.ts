// Owns what other packages may use of the errors page.
export { headingAnchor } from './blocks.js';
export { renderErrorsMarkdown } from './markdown.js';
export { type ErrorsPageOptions, REPOSITORY_URL } from './page.js';
