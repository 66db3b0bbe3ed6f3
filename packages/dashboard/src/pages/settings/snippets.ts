// Owns the code that developers copy, with the program's own id and this installation's address.

export interface SnippetFacts {
  programId: number;
  /** Where this installation answers. */
  apiBase: string;
}

export interface TrackingSnippet {
  id: string;
  label: string;
  /** Where the code belongs. */
  place: string;
  code: string;
}

/** For the pages: clicks and sign-ups. */
export function pageSnippets({ programId, apiBase }: SnippetFacts): TrackingSnippet[] {
  return [
    {
      id: 'script',
      label: 'Script tag',
      place: 'In the head of every page. It records clicks by itself.',
      code: `<script
  src="${apiBase}/js/affitor-tracker.js"
  data-affitor-program-id="${programId}"
  defer
></script>`,
    },
    {
      id: 'npm',
      label: 'npm',
      place: 'After npm install @affitor/sdk, once when the page starts.',
      code: `import { init, signup } from '@affitor/sdk';

init({ programId: ${programId}, apiBase: '${apiBase}' });

// After a sign-up, with your own stable id of the user:
await signup(user.id, user.email);`,
    },
    {
      id: 'react',
      label: 'React, Next.js',
      place: 'After npm install @affitor/sdk, around the root component.',
      code: `import { AffitorProvider } from '@affitor/sdk/react';

<AffitorProvider programId={${programId}} apiBase="${apiBase}">
  {children}
</AffitorProvider>`,
    },
    {
      id: 'express',
      label: 'Express',
      place: 'Lets your own server set the cookies, which last longer in Safari.',
      code: `import { affitorLandings } from '@affitor/sdk/express';

app.use(affitorLandings({ apiUrl: '${apiBase}' }));`,
    },
    {
      id: 'fastify',
      label: 'Fastify',
      place: 'Lets your own server set the cookies, which last longer in Safari.',
      code: `import { affitorLandings } from '@affitor/sdk/fastify';

await app.register(affitorLandings, { apiUrl: '${apiBase}' });`,
    },
  ];
}

const LEAD_PLACE = 'When somebody signed up. The first call of a customer counts.';

/** For the server: sign-ups. */
export function leadSnippets({ apiBase }: SnippetFacts): TrackingSnippet[] {
  return [
    {
      id: 'node',
      label: 'Node',
      place: LEAD_PLACE,
      code: `import { Affitor } from '@affitor/sdk/server';

const affitor = new Affitor({
  apiKey: process.env.AFFITOR_API_KEY,
  apiUrl: '${apiBase}',
});

await affitor.trackLead({
  customerExternalId: user.id,
  clickId: request.cookies.affitor_click_id,
  email: user.email,
});`,
    },
    {
      id: 'curl',
      label: 'curl',
      place: LEAD_PLACE,
      code: `curl ${apiBase}/api/v1/track/lead \\
  -H "Authorization: Bearer $AFFITOR_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "customer_key": "user-42",
    "click_id": "the value of the affitor_click_id cookie"
  }'`,
    },
    {
      id: 'python',
      label: 'Python',
      place: LEAD_PLACE,
      code: `import os

import requests

requests.post(
    "${apiBase}/api/v1/track/lead",
    headers={"Authorization": f"Bearer {os.environ['AFFITOR_API_KEY']}"},
    json={
        "customer_key": user.id,
        "click_id": request.cookies.get("affitor_click_id"),
    },
    timeout=10,
)`,
    },
  ];
}

const SALE_PLACE = 'When a payment succeeded. The same transaction id counts once.';

/** For the server: sales. */
export function saleSnippets({ apiBase }: SnippetFacts): TrackingSnippet[] {
  return [
    {
      id: 'node',
      label: 'Node',
      place: SALE_PLACE,
      code: `import { Affitor } from '@affitor/sdk/server';

const affitor = new Affitor({
  apiKey: process.env.AFFITOR_API_KEY,
  apiUrl: '${apiBase}',
});

await affitor.trackSale({
  customerExternalId: user.id,
  invoiceId: order.id,
  amount: 4900, // in the smallest unit: $49.00
  currency: 'USD',
});`,
    },
    {
      id: 'curl',
      label: 'curl',
      place: SALE_PLACE,
      code: `curl ${apiBase}/api/v1/track/sale \\
  -H "Authorization: Bearer $AFFITOR_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "transaction_id": "order-1001",
    "customer_key": "user-42",
    "amount_cents": 4900,
    "currency": "USD"
  }'`,
    },
    {
      id: 'python',
      label: 'Python',
      place: SALE_PLACE,
      code: `import os

import requests

requests.post(
    "${apiBase}/api/v1/track/sale",
    headers={"Authorization": f"Bearer {os.environ['AFFITOR_API_KEY']}"},
    json={
        "transaction_id": order.id,
        "customer_key": user.id,
        "amount_cents": 4900,
        "currency": "USD",
    },
    timeout=10,
)`,
    },
  ];
}
