// Guards the edits of onboard: payment code is changed only in shapes that leave no doubt.
import { getSaleInjection } from '@affitor/recipes';
import { describe, expect, test } from 'vitest';
import { addDependencies } from '../src/onboard/manifest.js';
import { injectPolarSale } from '../src/onboard/polar-sale.js';
import { injectStripeSale } from '../src/onboard/stripe-sale.js';
import { parseSource } from '../src/onboard/syntax.js';
import { tagHtml, tagMarkup } from '../src/onboard/tracker-tag.js';

const webhook = (
  inside: string,
  { head = "import Stripe from 'stripe';", start = 'async ' } = {},
) =>
  `${head}
export const handle = ${start}(request) => {
  const event = stripe.webhooks.constructEvent(request.body, request.signature, secret);
${inside}
};
`;
const inSwitch = (cases: string) => webhook(`  switch (event.type) {\n${cases}\n  }`);
const CASE = `    case 'checkout.session.completed': {
      const session = event.data.object;
      break;
    }`;
const IF = `  if (event.type === 'checkout.session.completed') {
    const session = event.data.object;
  }`;

function stripe(text: string, path = 'webhook.ts') {
  const edit = injectStripeSale({ path, text });
  if (edit.kind === 'edited') expect(parseSource(path, edit.text)).not.toBeNull();
  return edit;
}

describe('a Stripe webhook takes the sale right after its session', () => {
  test.each([
    ['a case with a block', inSwitch(CASE)],
    ['an if', webhook(IF)],
    ['a type assertion', webhook(IF.replace('object;', 'object as Stripe.Checkout.Session;'))],
    ['two assertions', webhook(IF.replace('object;', 'object as unknown as Session;'))],
    [
      'constructEventAsync',
      webhook(IF).replace('stripe.', 'await stripe.').replace('t(r', 'tAsync(r'),
    ],
    ['a second condition', webhook(IF.replace("ted')", "ted' && !event.livemode)"))],
    ['a comment behind it', webhook(IF.replace('object;', 'object; // the session'))],
    [
      'a guard that leaves',
      webhook(
        "  if (event.type !== 'checkout.session.completed') return;\n" +
          '  const session = event.data.object;',
      ),
    ],
    [
      'a shared case of the same kind',
      inSwitch(`    case 'checkout.session.async_payment_succeeded':\n${CASE}`),
    ],
    [
      'a comment that names the event',
      inSwitch(`    // checkout.session.completed comes once\n${CASE}`),
    ],
  ])('%s', (_name, text) => {
    const edit = stripe(text);
    expect(edit).toMatchObject({ kind: 'edited' });
    if (edit.kind !== 'edited') return;
    const lines = edit.text.split('\n');
    const at = lines.findIndex((line) => /const session\b/.test(line));
    const indent = /^ */.exec(lines[at] ?? '')?.[0];
    expect(lines[at + 1]).toBe(
      `${indent}// Affitor: one sale per paid session, first payments included.`,
    );
    expect(lines.slice(0, 2)).toEqual([
      "import Stripe from 'stripe';",
      "import { Affitor } from '@affitor/sdk/server';",
    ]);
    // Without the import and the sale it is what it was.
    lines.splice(at + 1, getSaleInjection('stripe').statements.split('\n').length);
    lines.splice(1, 1);
    expect(lines.join('\n')).toBe(text);
    expect(stripe(edit.text)).toMatchObject({ kind: 'already' });
  });

  test('another name that was given to a session', () => {
    const text = webhook(
      IF.replace(
        'const session = event.data.object;',
        'const checkout = session as Session;',
      ).replace('  if', '  const { object: session } = event.data;\n  if'),
    );
    const edit = stripe(text);
    expect(edit).toMatchObject({ kind: 'edited' });
    if (edit.kind === 'edited') expect(edit.text).toContain('invoiceId: checkout.id,');
  });

  test('in the style of the file: tabs, line ends, quotes, semicolons', () => {
    const head = 'const Stripe = require("stripe")\r\nconst stripe = Stripe(key)';
    const text = webhook(IF, { head })
      .replace('export const', 'exports.x = 1\nconst')
      .replaceAll('  ', '\t')
      .replaceAll(';\n', '\n')
      .replaceAll(/\r?\n/g, '\r\n');
    const edit = stripe(text, 'webhook.js');
    expect(edit).toMatchObject({ kind: 'edited' });
    if (edit.kind !== 'edited') return;
    const lines = edit.text.split('\r\n');
    expect(lines[1]).toBe('const { Affitor } = require("@affitor/sdk/server")');
    expect(lines).toContain('\t\t\tconst sale = await affitor.trackSale({');
    expect(edit.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

test.each([
  ['no check of the signature', webhook(IF).replace('constructEvent', 'parse')],
  ['another client', webhook(IF).replace('stripe.webhooks', 'payments.webhooks')],
  ['the event named twice', webhook(`  const WANTED = ['checkout.session.completed'];\n${IF}`)],
  ['the event in a template', webhook(`  log(\`checkout.session.completed\`);\n${IF}`)],
  ['no session', webhook(IF.replace('session =', 'checkout ='))],
  ['a session that may change', webhook(IF.replace('const session', 'let session'))],
  ['a session of elsewhere', webhook(IF.replace('event.data.object', 'await load(event)'))],
  ['a session that is taken apart', webhook(IF.replace('const session', 'const { id }'))],
  ['two sessions', webhook(IF.replace('object;', 'object;\n    const copy = session;'))],
  ['a session in a branch', webhook(IF.replace('const', 'if (x) { const').replace('ct;', 'ct; }'))],
  ['a line with more on it', webhook(IF.replace('object;', 'object; save(session);'))],
  ['a function that cannot wait', webhook(IF, { start: '' })],
  [
    'no function around it',
    webhook(IF)
      .replace(/export const.*\n/, '')
      .replace('};\n', ''),
  ],
  ['a case that others share', inSwitch(`    case 'invoice.paid':\n${CASE}`)],
  ['a case that is fallen into', inSwitch(`    case 'invoice.paid':\n      log();\n${CASE}`)],
  ['any other event', webhook(IF.replace('===', '!=='))],
  [
    'an event that is only compared',
    webhook(
      "  const is = event.type === 'checkout.session.completed';\n" +
        '  const session = event.data.object;',
    ),
  ],
  ['one of several conditions', webhook(IF.replace("ted')", "ted' || isTest)"))],
  ['a table of handlers', webhook("  return handlers['checkout.session.completed'](event);")],
  ['a name that is taken', webhook(IF.replace('object;', 'object;\n    const affitorAmount = 1;'))],
  ['broken code', `${webhook(IF)}}`],
])('a Stripe webhook with %s is left alone', (_name, text) => {
  expect(stripe(text)).toMatchObject({ kind: 'unrecognized' });
});

test.each([
  ['a call', webhook(IF.replace('object;', 'object;\n    await tracker().trackSale({});'))],
  ['the import of the server', `import '@affitor/sdk/server';\n${webhook(IF)}`],
  ['a client of the project', `import { affitor } from '@/lib/affitor';\n${webhook(IF)}`],
  ['a required client', `const a = require('./affitor');\n${webhook(IF, { head: '' })}`],
])('a Stripe webhook that reports already, by %s, is left alone', (_name, text) => {
  expect(stripe(text)).toMatchObject({ kind: 'already' });
});

const polar = (callback: string) => `import { Webhooks } from '@polar-sh/nextjs';

export const POST = Webhooks({
  webhookSecret: process.env.POLAR_WEBHOOK_SECRET,
  ${callback},
});
`;

test.each([
  [
    'on lines of its own',
    'onOrderPaid: async (payload) => {\n    await save(payload);\n  }',
    'payload',
  ],
  ['on one line', 'onOrderPaid: async (event) => { await save(event); }', 'event'],
  ['empty', 'onOrderPaid: async (payload) => {}', 'payload'],
  ['a method', 'async onOrderPaid(payload) {\n    await save(payload);\n  }', 'payload'],
  ['a function', 'onOrderPaid: async function (payload) {\n  }', 'payload'],
])('the onOrderPaid of Polar takes the sale first: %s', (_name, callback, payload) => {
  const path = 'route.ts';
  const edit = injectPolarSale({ path, text: polar(callback) });
  expect(edit).toMatchObject({ kind: 'edited' });
  if (edit.kind !== 'edited') return;
  expect(edit.text).toMatch(
    new RegExp(`\\{\\n    // Affitor: .*\\n    const order = ${payload}\\.data;\\n`),
  );
  expect(injectPolarSale({ path, text: edit.text })).toMatchObject({ kind: 'already' });
});

test.each([
  ['a function of elsewhere', 'onOrderPaid: handlePaid'],
  ['a callback without a block', 'onOrderPaid: async (payload) => save(payload)'],
  ['a parameter that is taken apart', 'onOrderPaid: async ({ data }) => {}'],
  ['a callback that cannot wait', 'onOrderPaid: (payload) => {}'],
  ['an order of its own', 'onOrderPaid: async (payload) => { const order = payload.data; }'],
  ['an order taken apart', 'onOrderPaid: async (payload) => { const { data: order } = payload; }'],
  [
    'two callbacks',
    'onOrderPaid: async (payload) => {},\n  x: { onOrderPaid: async (payload) => {} }',
  ],
  ['no callback', 'onOrderCreated: async (payload) => {}'],
])('a Polar webhook with %s is left alone', (_name, callback) => {
  const edit = injectPolarSale({ path: 'route.ts', text: polar(callback) });
  expect(edit).toMatchObject({ kind: 'unrecognized' });
});

const TAG = '<script src="https://a.example/js/affitor-tracker.js" defer></script>';

test.each([
  [
    '<html>\n<head>\n  <title>x</title>\n</head>\n',
    '<html>\n<head>\n  <title>x</title>\n  TAG\n</head>\n',
  ],
  ['<head><title>x</title></head>', '<head><title>x</title>TAG</head>'],
  ['<!-- </head> --><head></head>', '<!-- </head> --><head>TAG</head>'],
  ['<body></body>', null],
  ['<head></head><template><head></head></template>', null],
])('a page takes the tag at the end of its head: %j', (text, wanted) => {
  const edit = tagHtml({ path: 'index.html', text }, TAG);
  const [kind, result] = wanted === null ? ['unrecognized', undefined] : ['edited', wanted];
  expect(edit.kind).toBe(kind);
  expect('text' in edit ? edit.text.replace(TAG, 'TAG') : undefined).toBe(result);
});

test.each([
  ['<body>{children}</body>', '<body>\n    {children}\n    TAG\n  </body>'],
  ['<body>\n    {children}\n  </body>', '<body>\n    {children}\n    TAG\n  </body>'],
  ['<body />', '<body>\n    TAG\n  </body>'],
  ['<main>{children}</main>', null],
  ['<a><body>1</body><body>2</body></a>', null],
])('a layout takes the tag at the end of its body: %j', (markup, wanted) => {
  const around = (inside: string) => `export default ({ children }) => (\n  ${inside}\n);\n`;
  const edit = tagMarkup({ path: 'app/layout.tsx', text: around(markup) }, TAG);
  expect('text' in edit ? edit.text.replace(TAG, 'TAG') : null).toBe(wanted && around(wanted));
});

test('package.json gets a dependency in its place, and keeps its form', () => {
  const add = (text: string) => addDependencies(text, { '@affitor/sdk': '^0.1.0' });
  const entry = '"@affitor/sdk": "^0.1.0"';
  const sorted =
    '{\n\t"files": ["a", "b"],\n\t"dependencies": {\n\t\t"@a/b": "1",\n\t\t"next": "2"\n\t}\n}\n';
  expect(add(sorted)).toBe(sorted.replace('\t\t"next"', `\t\t${entry},\n\t\t"next"`));
  const first = '{\n  "dependencies": {\n    "next": "2"\n  }\n}';
  expect(add(first)).toBe(first.replace('"next"', `${entry},\n    "next"`));
  const unsorted = '{\n  "dependencies": {\n    "z": "2",\n    "b": "1"\n  }\n}';
  expect(add(unsorted)).toBe(unsorted.replace('"1"', `"1",\n    ${entry}`));
  expect(JSON.parse(add('{}'))).toEqual({ dependencies: { '@affitor/sdk': '^0.1.0' } });
  const none = '{\n  "name": "x"\n}\n';
  expect(add(none)).toBe(`{\n  "name": "x",\n  "dependencies": {\n    ${entry}\n  }\n}\n`);
  const line = '{"name":"x","dependencies":{"next":"2"}}';
  expect(JSON.parse(add(line))).toEqual({
    name: 'x',
    dependencies: { '@affitor/sdk': '^0.1.0', next: '2' },
  });
  const known = '{ "devDependencies": { "@affitor/sdk": "*" } }';
  expect(add(known)).toBe(known);
});
