// Owns the text that hands the integration to a coding agent: true for this program and service.

export interface PromptFacts {
  programId: number;
  programName: string;
  /** Where this installation answers. */
  apiBase: string;
  origins: readonly string[];
}

/** What a coding agent needs to know; the key is not in it, because agents keep what they read. */
export function agentPrompt({ programId, programName, apiBase, origins }: PromptFacts): string {
  return `Add affiliate tracking to this project. We run Affitor at ${apiBase}; our program is
"${programName}", number ${programId}.

1. Clicks. Put this into the head of every page; it records visits through partners' links (?aff=…):
   <script src="${apiBase}/js/affitor-tracker.js"
     data-affitor-program-id="${programId}" defer></script>
   Pages may report from: ${origins.join(', ') || 'no origin yet; tell me which one to allow'}.

2. Sign-ups. Where an account was just created, in the page:
   window.affitorQueue = window.affitorQueue || [];
   affitorQueue.push(['signup', <our lasting id of the user>, <email>]);

3. Sales, on the server, once per successful payment (also each renewal):
   POST ${apiBase}/api/v1/track/sale
   Authorization: Bearer <value of the environment variable AFFITOR_API_KEY>
   {"transaction_id": <id of the payment>, "customer_key": <the same id as in 2>,
    "amount_cents": <smallest unit>, "currency": "USD"}
   409 means that this transaction_id is recorded already: treat it as success.

4. Refunds, on the server: POST ${apiBase}/api/v1/track/refund with the same header and
   {"transaction_id": …, "refund_amount_cents": <total refunded so far; leave out for all of it>}

Never let a failed call break a sign-up or a payment: log it with its X-Request-Id and go on.
Never print, log or commit the key. Ask me to set AFFITOR_API_KEY in the server's environment.

The whole API: ${apiBase}/openapi.json — what each error means and how to fix it:
${apiBase}/docs/errors

To check your work, send each call once with "additional_data": {"test_mode": true,
"program_id": ${programId}}: it then counts nowhere and appears in Affitor under Events, Test.
Show me the diff before you finish.`;
}
