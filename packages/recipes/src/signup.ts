// Owns the code that reports a sign-up: in the page, or on the server.

/** The queue works before and after the tracker has loaded. */
export const SIGNUP_IN_PAGE = "(window.affitorQueue ??= []).push(['signup', user.id, user.email]);";

export const SIGNUP_ON_SERVER = `import { Affitor } from '@affitor/sdk/server';

const affitor = new Affitor({
  apiKey: process.env.AFFITOR_API_KEY ?? '',
  apiUrl: process.env.AFFITOR_API_URL,
});

// clickId: the value of the affitor_click_id cookie, null without one.
await affitor.trackLead({ customerExternalId: user.id, clickId, email: user.email });`;
