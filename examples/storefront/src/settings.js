// Owns the shop's settings: where it listens, its host names, and where Affitor runs.

const env = process.env;

/** The shop's two hosts share a parent, so that a cookie of the parent reaches both. */
export const WWW_HOST = 'www.storefront.localhost';
export const APP_HOST = 'app.storefront.localhost';
export const COOKIE_DOMAIN = '.storefront.localhost';

export const settings = {
  host: env.HOST || '127.0.0.1',
  port: Number(env.PORT || 4400),
  affitorUrl: (env.AFFITOR_API_URL || 'http://127.0.0.1:3000').replace(/\/+$/, ''),
  programId: env.AFFITOR_PROGRAM_ID || '',
  apiKey: env.AFFITOR_API_KEY || '',
  /** The partner whose link the shop offers for trying out. */
  partnerCode: env.AFFITOR_PARTNER_CODE || 'PARTNER123',
};

/** What is wrong with the settings, in sentences for the person who starts the shop. */
export function findProblems() {
  const problems = [];
  if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65_535) {
    problems.push('PORT must be a number from 0 to 65535.');
  }
  if (!URL.canParse(settings.affitorUrl)) {
    problems.push('AFFITOR_API_URL must be the address of your Affitor.');
  }
  if (!/^\d+$/.test(settings.programId)) {
    problems.push('AFFITOR_PROGRAM_ID must be the number of your program.');
  }
  if (!settings.apiKey) problems.push('AFFITOR_API_KEY must be the API key of your program.');
  return problems;
}
