// Owns what a developer pastes: the script tag and the calls of one program. Pure.

export interface Snippets {
  script_tag: string;
  signup_call: string;
  sale_api: string;
  lead_api: string;
}

/** The snippets of a program. They name the key by its variable, never by its value. */
export function snippetsOf(program: { programId: string; apiUrl: string }): Snippets {
  const { programId, apiUrl } = program;
  return {
    script_tag:
      `<script src="${apiUrl}/js/affitor-tracker.js" ` +
      `data-affitor-program-id="${programId}" defer></script>`,
    signup_call: "window.affitor.signup('<your user id>', '<email>')",
    sale_api: curl(`${apiUrl}/api/v1/track/sale`, {
      customer_key: '<your user id>',
      transaction_id: '<your invoice id>',
      amount_cents: 4900,
      currency: 'USD',
    }),
    lead_api: curl(`${apiUrl}/api/v1/track/lead`, {
      customer_key: '<your user id>',
      click_id: '<value of the affitor_click_id cookie>',
    }),
  };
}

function curl(url: string, body: object): string {
  return (
    `curl -X POST ${url} -H "Authorization: Bearer $AFFITOR_API_KEY" ` +
    `-H "Content-Type: application/json" -d '${JSON.stringify(body)}'`
  );
}
