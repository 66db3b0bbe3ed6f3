// Owns what the rest of the server may use of mail.
export { mailCron, mailJobs } from './jobs.js';
export { createMailer, type Mailer } from './mailer.js';
export type { Mail } from './message.js';
export { registerOutbox } from './outbox-page.js';
