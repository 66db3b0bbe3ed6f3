// Owns the guarantees about the code of the recipes: it compiles in a customer's project.
import { expect, test } from 'vitest';
import { FRAMEWORKS, getRecipe, getWebhookRoute, PROVIDERS } from '../src/index.js';
import { around, compile, findTypes } from './customer-project.js';

const sales = Object.fromEntries(
  PROVIDERS.map((provider) => [
    `sale-${provider}`,
    getRecipe('express', provider, 's2s').sale?.snippet ?? '',
  ]),
);
const carriers = Object.fromEntries(
  FRAMEWORKS.flatMap((framework) =>
    PROVIDERS.map((provider) => [
      `checkout-${framework}-${provider}`,
      getRecipe(framework, provider, 's2s').metadata.snippet,
    ]),
  ),
);
const renewal = getRecipe('express', 'stripe', 's2s').renewal?.snippet ?? '';

test('every snippet type-checks in a strict project against the SDK', () => {
  const files: Record<string, string> = {
    'renewal.ts': around.stripeCase(renewal),
    'route.ts': getWebhookRoute('next-app', 'polar')?.source ?? '',
  };
  for (const [name, snippet] of Object.entries(sales)) {
    files[`${name}.ts`] = around.webhook(snippet, name === 'sale-polar' ? 'AnOrder' : 'any');
  }
  for (const [name, snippet] of Object.entries(carriers)) {
    files[`${name}.ts`] = around.checkout(snippet);
  }
  expect(compile(files)).toEqual([]);
  // The compiler reads the whole SDK, next to whatever else the machine does.
}, 120_000);

test('the compiler of this test notices a wrong field', () => {
  const wrong = sales['sale-stripe']?.replace('invoiceId:', 'transactionId:') ?? '';
  expect(compile({ 'wrong.ts': around.webhook(wrong, 'any') })).toHaveLength(1);
});

test('every snippet is plain JavaScript, so that it fits projects without types', () => {
  const files = { ...sales, ...carriers, renewal: `switch (event.type) {\n${renewal}\n}` };
  expect(findTypes(files)).toEqual([]);
  expect(findTypes({ typed: 'const a = b as string;' })).toHaveLength(1);
});
