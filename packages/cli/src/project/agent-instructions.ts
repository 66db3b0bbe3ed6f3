// Owns the instructions that coding agents find in a project. Pure.
import { snippetsOf } from './snippets.js';

/** The text of `.affitor/AGENTS.md` and `.affitor/skills.md`. */
export function agentInstructions(program: {
  programId: string;
  domain: string;
  apiUrl: string;
}): string {
  const { script_tag, signup_call, sale_api, lead_api } = snippetsOf(program);
  return `# Affiliate tracking with Affitor

Program ${program.programId} for ${program.domain}, on ${program.apiUrl}.

## Rules

- Use one stable id of the user everywhere: at the signup, at each sale, and in Stripe metadata.
- Amounts are whole cents. \`4900\` is $49.00.
- Every sale has a unique \`transaction_id\`, as a string. An answer of 409 says that the sale is
  recorded already: treat it as done.
- With Stripe subscriptions, put the metadata on the Checkout Session and on
  \`subscription_data.metadata\`; renewals read the subscription's copy.
- Never print, log or commit the key. It is in \`.affitor/.env\` as \`AFFITOR_API_KEY\` and is for
  servers only.

## Steps

1. Put the script tag on every page:

   \`\`\`html
   ${script_tag}
   \`\`\`

2. After a signup, in the browser:

   \`\`\`js
   ${signup_call}
   \`\`\`

   or from the server:

   \`\`\`sh
   ${lead_api}
   \`\`\`

3. After a payment, from the server:

   \`\`\`sh
   ${sale_api}
   \`\`\`

4. Verify last: run \`npx affitor test chain\`, then \`npx affitor status --json\` until
   \`readiness.integration_verified\` is true. \`npx affitor doctor\` says what is in the way.
`;
}
