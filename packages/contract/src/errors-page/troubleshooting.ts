// Owns the troubleshooting half of the errors page: problems that no single error explains.
import { type Block, bullets, code, heading, paragraph, steps } from './blocks.js';

/** Explains each common problem of an integration, with what to do about it. */
export function troubleshootingBlocks(serverUrl: string): Block[] {
  return [
    heading(2, 'Troubleshooting'),
    ...cookieBlocks(),
    ...corsBlocks(serverUrl),
    ...attributionWindowBlocks(),
    ...duplicateBlocks(serverUrl),
    ...debugBlocks(),
  ];
}

function cookieBlocks(): Block[] {
  return [
    heading(3, 'Cookies blocked by the browser'),
    paragraph(
      'The browser SDK keeps the click id in one first-party cookie, `affitor_click_id`, with',
      '`SameSite=Lax` and, on HTTPS pages, `Secure`. A visitor cannot be credited to a partner',
      'when that cookie does not survive until signup. That happens when:',
    ),
    bullets(
      'an extension or a privacy setting of the browser refuses first-party cookies;',
      'the production site is served over plain HTTP: the `Secure` flag exists on HTTPS only, ' +
        'and a cookie set on one scheme may be missing on the other;',
      'Safari (ITP) deletes cookies that a script has set after at most 7 days, on domains that ' +
        'it classifies as trackers.',
    ),
    paragraph(
      '**Fix:** keep the cookie on the root domain. The SDK finds it by itself and sets the cookie',
      'there (for example on `.example.com`), so that the subdomains of a site share it. Where it',
      'cannot know better, as with custom domains or attribution across domains, name the domain:',
    ),
    code('js', "init({ programId: 123, cookieDomain: '.example.com' });"),
    paragraph(
      'There is no server-side fallback for blocked cookies: Affitor does not recognise visitors',
      'by address or fingerprint. If the cookie is missing when `signup()` runs, pass the',
      '`customer_key` alone and accept that this lead is unattributed.',
    ),
  ];
}

function corsBlocks(serverUrl: string): Block[] {
  return [
    heading(3, 'CORS'),
    paragraph(
      `Browsers may call the tracking API (\`${serverUrl}\`) only from the sites that a program`,
      'allows. If the console of the browser shows a CORS error, go through these points:',
    ),
    steps(
      'The domain of your site must be in the allowed origins on the settings page of the ' +
        'program. A change there counts from the next request.',
      'Only `/track/click`, and `/track/lead` without a Bearer token, are made for browsers. ' +
        '`/track/sale` and `/track/refund` belong in your backend, where CORS plays no part; ' +
        'calling them from a page would also give your API key away.',
      'In development, use the same name everywhere: `localhost` and `127.0.0.1` are two ' +
        'different origins, and allowing one does not allow the other.',
    ),
  ];
}

function attributionWindowBlocks(): Block[] {
  return [
    heading(3, 'Attribution window edge cases'),
    paragraph(
      'How long the click cookie lives is a setting of the program, `cookie_window_days`, and is',
      '60 days unless you change it. Every recorded click answers the value in force:',
    ),
    code(
      'json',
      '{',
      '  "success": true,',
      '  "click_id": "cust_42_1712345678901",',
      '  "partner_code": "abc123",',
      '  "cookie_window_days": 60',
      '}',
    ),
    paragraph('The SDK uses it as the expiry of the cookie. What follows from that:'),
    {
      kind: 'table',
      columns: ['Situation', 'What happens'],
      rows: EDGE_CASES.map((cells) => ({ cells })),
    },
  ];
}

const EDGE_CASES: readonly (readonly [string, string])[] = [
  [
    'The visitor clears cookies before signing up',
    'The attribution is lost: lead and sale stay unattributed, unless your server passes the ' +
      '`customer_key` of a customer that is known already.',
  ],
  [
    'The visitor comes back through the link of a different partner',
    'Last touch wins: the SDK sees the new `aff` value, records a new click and overwrites the ' +
      'cookie. After the first purchase the customer stays with the partner who brought it.',
  ],
  [
    'The signup happens after the cookie has expired',
    'The `click_id` is null. The lead is recorded, unattributed, if a `customer_key` is given.',
  ],
  [
    'A sale names a `customer_key` whose window has passed',
    'The sale is recorded and credited from the stored customer, not from the cookie: the window ' +
      'decides only how long the cookie lives.',
  ],
];

/** The recommended way to report a sale; it runs as printed. */
export function saleSnippet(serverUrl: string): string {
  return `async function reportSale(programApiKey, { chargeId, amountCents, customerKey }) {
  const response = await fetch('${serverUrl}/api/v1/track/sale', {
    method: 'POST',
    headers: {
      Authorization: \`Bearer \${programApiKey}\`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      transaction_id: chargeId,
      amount_cents: amountCents,
      customer_key: customerKey,
    }),
  });

  if (response.status === 409) {
    // The sale is recorded already, so there is nothing left to do.
    return;
  }

  if (!response.ok) {
    // Anything else is worth a log line and a look.
    const body = await response.json();
    throw new Error(\`Affitor error \${response.status}: \${body.error}\`);
  }
}`;
}

function duplicateBlocks(serverUrl: string): Block[] {
  return [
    heading(3, 'Duplicate transaction_id handling'),
    paragraph(
      'The `transaction_id` of a sale, stored as `processor_event_id`, is an idempotency key that',
      'is unique across the whole installation. Best use the id that your payment provider gave',
      'the charge. The rules:',
    ),
    bullets(
      'The same `transaction_id` a second time answers 409 and changes nothing.',
      'A 409 is not a failure and not a reason to retry. Read it as "already recorded" and go on.',
      'In test mode, a sale without a `transaction_id` gets `test_txn_<timestamp>`, so test ' +
        'sales never collide unless you send the same id yourself. Deleting the test data of a ' +
        'program frees the ids of its test sales.',
      'When a sale was recorded and its commission could not be created (500), the id is used ' +
        'up all the same. Do not send the sale under a new id: ask Affitor support (the ' +
        'operator of your installation) about the commission first.',
    ),
    paragraph('A pattern that follows these rules:'),
    code('js', saleSnippet(serverUrl)),
  ];
}

function debugBlocks(): Block[] {
  return [
    heading(3, 'SDK debug: true for verbose logging'),
    paragraph(
      'The option `debug` of `init()` (`AffitorInitOptions.debug`) makes the SDK say what it does:',
    ),
    code(
      'js',
      "import { init } from '@affitor/sdk';",
      '',
      'init({',
      '  programId: 123,',
      '  debug: true,',
      '});',
    ),
    paragraph(
      'Every message of level info and warn then appears in the console of the browser, with the',
      'prefix `[Affitor]`: start-up, which program id is used, clicks and signups. Errors',
      '(`console.error`) are logged whether `debug` is set or not.',
    ),
    code(
      'text',
      '[Affitor] Affitor SDK initialized: { programId: 123, debug: true }',
      '[Affitor] Using program ID: 123',
      '[Affitor] Click tracked, click_id saved: cust_42_1712345678901',
      '[Affitor] Signup tracked successfully',
    ),
    paragraph(
      '**Switch it off in production.** The option is for development and for testing an',
      'integration; end users have no use for the inner state of the tracker.',
    ),
    paragraph('What the tracker knows at any moment is also available to your code:'),
    code(
      'js',
      "import { getData } from '@affitor/sdk';",
      '',
      'console.log(getData());',
      '// {',
      '//   clickId: "cust_42_1712345678901",',
      '//   programId: 123,',
      '//   hasAttribution: true,',
      '//   affiliateUrl: "https://example.com/?aff=abc123"',
      '// }',
    ),
  ];
}
