// Owns what other packages may use of the errors page.
export { renderErrorsHtml } from './html.js';
export { renderErrorsMarkdown } from './markdown.js';
export { type ErrorsPageOptions, REPOSITORY_URL } from './page.js';
