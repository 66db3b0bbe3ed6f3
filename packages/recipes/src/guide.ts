// Owns the texts for coding agents: the public runbook, the instructions in a project, and the
// rules that both share with the MCP server.
import { SIGNUP_IN_PAGE, SIGNUP_ON_SERVER } from './signup.js';

/** Where the agent's program lives. */
export interface GuideFacts {
  /** Where the Affitor of this program runs. */
  apiUrl: string;
  programId?: string | undefined;
  domain?: string | undefined;
}

/** What must hold in every integration; the money is wrong otherwise. */
export const INTEGRATION_RULES = [
  'Use one stable user id everywhere: at signup, in every sale, and in the payment metadata.',
  'Amounts are whole cents: 4900 is $49.00.',
  'Every sale has a unique transaction id, the payment provider’s own. A 409 means that the sale ' +
    'is recorded already: treat it as done and never retry under another id.',
  'For Stripe subscriptions, duplicate the metadata onto `subscription_data.metadata`; renewals ' +
    'read that copy.',
  'Either Affitor reads the payments (Stripe Connect) or your server reports them: never both.',
  'A failed call to Affitor must not fail the sign-up or the payment.',
  'Never print, log or commit the API key. It belongs into the server’s environment, never into ' +
    'a page.',
  'Verify last, with the synthetic chain and the readiness. Do not say that it works before ' +
    '`integration_verified` is true.',
] as const;

const SETUP = `## 1. Connect

Ask the person for the address of their Affitor, here {{apiUrl}}, and whether the program exists.
\`GET {{apiUrl}}/readyz\` answers 200; otherwise stop and report.

With the command line: \`affitor login\`, then \`affitor init\` in the project. It creates the
program and writes \`.affitor/\`. With an existing program, put its key into the environment:

\`\`\`text
AFFITOR_API_KEY=<the program's API key>
AFFITOR_API_URL={{apiUrl}}
\`\`\`

Let the person put the key there; it begins with \`aff_\`.

With MCP, run \`affitor-mcp\` with the same two variables.`;

const TRACKER = `## 2. Track visits and sign-ups

Put the tracker on every page:

\`\`\`html
<script src="{{apiUrl}}/js/affitor-tracker.js" data-affitor-program-id="{{programId}}"
        defer></script>
\`\`\`

After a sign-up, in the page (the queue works before and after the script has loaded):

\`\`\`js
${SIGNUP_IN_PAGE}
\`\`\`

Or on the server:

\`\`\`js
${SIGNUP_ON_SERVER}
\`\`\``;

const PAYMENTS = `## 3. Track payments

Ask for the plan of this stack instead of inventing one: the tool \`affitor_get_integration_plan\`
(framework, provider, mode), or \`affitor onboard\`. It says what to plant at the checkout and, in
mode \`s2s\`, what to insert into the webhook. Mode \`stripe_connect\` needs a connected Stripe
account; where \`gates.payout.mode\` of the readiness is not \`stripe\`, use \`s2s\`. Edit payment
code only where you recognise it; otherwise show the snippet and ask.

Refunds: report the total refunded so far, under the transaction id of the sale.

Polar: \`affitor setup polar\` makes the webhook endpoint and, for the app router of Next.js, its
route. Stripe Connect: \`affitor setup stripe\`.

Show the person the changes before you go on.`;

const VERIFY = `## 4. Verify

1. Deploy, or start the application.
2. Run the chain: the tool \`affitor_run_verification\`, or \`affitor test chain\`, or

   \`\`\`sh
   curl -X POST {{apiUrl}}/api/v1/cli/test-event \\
     -H "Authorization: Bearer $AFFITOR_API_KEY" \\
     -H "Content-Type: application/json" \\
     -d '{"type":"chain"}'
   \`\`\`

   Click, lead and sale must each say \`attributed\`. It touches no figure and no payout. At most
   ten run per hour; a 429 says in \`retry_after_seconds\` how long to wait.
3. Poll the readiness: the tool \`affitor_readiness\`, or \`affitor status\`, or

   \`\`\`sh
   curl {{apiUrl}}/api/v1/programs/me/readiness -H "Authorization: Bearer $AFFITOR_API_KEY"
   \`\`\`

   Wait \`poll.retry_after_seconds\` between two looks. While \`integration_verified\` is false,
   \`blocker\` names the first open gate and its \`next_action\` what to do.
4. Where you can, go through it once yourself: \`?aff=<code of a partner>\` sets the cookie
   \`affitor_click_id\`; after a payment \`GET /api/v1/track/sale/<transaction id>\` shows the sale,
   and the same sale again is answered with 409.
5. Report the state of the five gates. It works when \`integration_verified\` is true, not before.`;

const TROUBLE = `## When it does not

- 401: the key is wrong or was replaced. An owner of the workspace makes a new one in the dashboard.
- 400 \`Customer not found …\` on a sale: no click or sign-up is known under this user id. Check
  that the sign-up used the same id.
- Decide by the header \`X-Affitor-Error-Code\`, not by the text. Every error has its meaning and
  fix at {{apiUrl}}/docs/errors.
- The same step fails twice in the same way: stop, and report the \`X-Request-Id\`.`;

function fill(text: string, { apiUrl, programId }: GuideFacts): string {
  return text
    .replaceAll('{{apiUrl}}', apiUrl.replace(/\/+$/, ''))
    .replaceAll('{{programId}}', programId ?? 'YOUR_PROGRAM_ID');
}

function rules(): string {
  return `## Rules\n\n${INTEGRATION_RULES.map((rule) => `- ${rule}`).join('\n')}`;
}

/** What `/skill.md` is for, so that an agent can decide whether to read it. */
export const SKILL = {
  name: 'affitor',
  description: 'Integrate Affitor affiliate tracking into an application and prove that it works.',
} as const;

/** The public runbook, `/skill.md`: from nothing to a verified integration. */
export function renderSkill(facts: GuideFacts): string {
  const head = `---
name: ${SKILL.name}
description: ${SKILL.description}
---

# Integrate Affitor

Affitor credits partners for the customers they bring: a click on a partner's link, the sign-up, the
payments. These are the steps for a coding agent; they end in a verification.`;
  return compose([head, rules(), SETUP, TRACKER, PAYMENTS, VERIFY, TROUBLE], facts);
}

/** What \`.affitor/AGENTS.md\` of a project says; \`skills.md\` beside it says the same. */
export function renderAgentInstructions(facts: GuideFacts & { programId: string }): string {
  const site = facts.domain ? ` for ${facts.domain}` : '';
  const head = `# Affitor in this project

This project reports to Affitor program ${facts.programId}${site} at {{apiUrl}}. The API key is in
\`.affitor/.env\` as \`AFFITOR_API_KEY\`: read it from there, never show it, never commit it.
Section numbers are those of {{apiUrl}}/skill.md, whose first step is done.`;
  return compose([head, rules(), TRACKER, PAYMENTS, VERIFY, TROUBLE], facts);
}

function compose(parts: readonly string[], facts: GuideFacts): string {
  return `${parts.map((part) => fill(part, facts)).join('\n\n')}\n`;
}
