// Shows that servers wired by onboard credit a partner: a click, a sign-up, a signed webhook.
import fs from 'node:fs';
import path from 'node:path';
import { getSaleInjection } from '@affitor/recipes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, setReportingStage, tool, wire } from '../support/application.js';
import { expectCommission, payByStripe, signUp } from '../support/customer.js';
import type { Stage } from '../support/stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setReportingStage();
}, 90_000);
afterAll(() => stage.close());

const TSC = tool('typescript/bin/tsc');
const READS_ENV = '--env-file=.env';

type Row = [fixture: string, build: string[] | null, start: string[], webhook: string];

const SERVERS: Row[] = [
  ['express-esm', null, [READS_ENV, 'server.js'], '/webhook'],
  // It loads the file itself.
  ['express-cjs', null, ['index.js'], '/stripe'],
  ['express-ts', [TSC], [READS_ENV, 'dist/server.js'], '/hooks/stripe'],
  ['fastify-stripe', null, [READS_ENV, 'server.js'], '/billing/webhook'],
  ['node-stripe', null, [READS_ENV, 'server.mjs'], '/'],
];

// The compiler of one of them takes its time on a machine that has other things to do.
test.each(SERVERS)(
  '%s sells, and the partner earns',
  async (fixture, build, start, webhook) => {
    const application = await wire(stage, fixture);
    try {
      if (build) await application.run(...build);
      const url = await application.start(...start);
      const customer = await signUp(stage, url, `user-${fixture}`);
      const transactionId = await payByStripe(url + webhook, customer);
      await expectCommission(stage, transactionId);
    } finally {
      await application.stop();
    }
  },
  120_000,
);

test('vite-express: the page is built with the tag, and the printed sale works', async () => {
  const application = await wire(stage, 'vite-express');
  try {
    putPrintedSale(application);
    await application.run(tool('vite/bin/vite.js'), 'build', '--logLevel', 'error');
    const url = await application.start(READS_ENV, 'server.js');
    const { userId, clickId } = await signUp(stage, url, 'user-vite');
    const payment = { id: 'pay_vite', userId, clickId, amountCents: 2500, currency: 'USD' };
    const headers = { 'content-type': 'application/json' };
    const paid = await fetch(`${url}/paid`, {
      method: 'POST',
      headers,
      body: JSON.stringify(payment),
    });
    expect(paid.status).toBe(200);
    await expectCommission(stage, payment.id);
  } finally {
    await application.stop();
  }
});

/** What a developer does with the recipe that onboard prints for a provider it does not know. */
function putPrintedSale({ folder }: Application): void {
  const file = path.join(folder, 'server.js');
  const { imports, statements } = getSaleInjection('unknown');
  const route = `app.post('/paid', express.json(), async (request, response) => {
  const payment = request.body;
  ${statements}
  response.end();
});
`;
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, `${imports}\n${text.replace('app.use(', `${route}app.use(`)}`);
}
