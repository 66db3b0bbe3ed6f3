// Owns the guarantees about recipes and plans: what they contain, for every stack.
import { expect, test } from 'vitest';
import {
  FRAMEWORKS,
  getIntegrationPlan,
  getRecipe,
  getWebhookRoute,
  MODES,
  POLAR_WEBHOOK_EVENTS,
  PROVIDERS,
} from '../src/index.js';

const stacks = FRAMEWORKS.flatMap((framework) =>
  PROVIDERS.flatMap((provider) => MODES.map((mode) => ({ framework, provider, mode }))),
);

test('every recipe installs the SDK and ends in the verification', () => {
  for (const { framework, provider, mode } of stacks) {
    const recipe = getRecipe(framework, provider, mode);
    expect(recipe.install).toBe('npm i @affitor/sdk');
    expect(recipe.verify).toContain('"type":"chain"');
    expect(recipe.verify).toContain('integration_verified');
  }
});

test('with Stripe Connect nothing reports a sale a second time', () => {
  for (const framework of FRAMEWORKS) {
    const recipe = getRecipe(framework, 'stripe', 'stripe_connect');
    expect(recipe).toMatchObject({ sale_path: 'connect', sale: null, renewal: null });
    expect(recipe.notes.join(' ')).toMatch(/metadata only, and never also call trackSale/);
    expect(recipe.metadata.snippet).not.toContain('trackSale');
  }
});

test('Connect is the mode of a recipe and of a plan that name none', () => {
  expect(getRecipe('express', 'stripe')).toEqual(getRecipe('express', 'stripe', 'stripe_connect'));
  expect(getIntegrationPlan({ framework: 'node', provider: 'stripe' }).recipe.sale_path).toBe(
    'connect',
  );
});

test('self-reported sales start with the import of the server SDK', () => {
  for (const { framework, provider } of stacks) {
    const recipe = getRecipe(framework, provider, 's2s');
    expect(recipe.sale_path).toBe(framework === 'unknown' ? 'raw_http' : 'webhook_sdk');
    expect(recipe.sale?.snippet).toMatch(/^import \{ Affitor \} from '@affitor\/sdk\/server';\n/);
  }
});

test('an unknown framework is told that there is no precise site', () => {
  expect(getRecipe('unknown', 'stripe', 's2s').notes.join(' ')).toContain('no precise site');
});

test('only Stripe, reported by oneself, has renewals of their own', () => {
  for (const { framework, provider, mode } of stacks) {
    const { renewal } = getRecipe(framework, provider, mode);
    expect(renewal !== null).toBe(provider === 'stripe' && mode === 's2s');
  }
  const renewal = getRecipe('express', 'stripe', 's2s').renewal?.snippet ?? '';
  expect(renewal).toMatch(/^case 'invoice\.paid'/);
  const [newer, older] = [renewal.indexOf("'parent'"), renewal.indexOf("'subscription_details'")];
  expect(newer).toBeGreaterThan(0);
  expect(older).toBeGreaterThan(newer);
});

test('Stripe carries the three keys on the session and on the subscription', () => {
  const { snippet } = getRecipe('next-app', 'stripe', 'stripe_connect').metadata;
  for (const key of ['program_id', 'affitor_click_id', 'affitor_customer_key']) {
    expect(snippet).toContain(`${key}:`);
  }
  expect(snippet).toContain('metadata: affitorMetadata,');
  expect(snippet).toContain('subscription_data: { metadata: affitorMetadata }');
});

test('plans count five steps, and six where renewals are reported', () => {
  for (const stack of stacks) {
    const { steps } = getIntegrationPlan(stack);
    const isStripe = stack.provider === 'stripe' && stack.mode === 's2s';
    expect(steps).toHaveLength(isStripe ? 6 : 5);
    expect(steps.map((step) => step.split(' ')[0])).toEqual(steps.map((_, at) => `${at + 1}.`));
    if (stack.mode === 'stripe_connect') {
      expect(steps[3]).toMatch(/^4\. Sale: none.*Do NOT inject trackSale/);
    }
    expect(steps.at(-1)).toContain('Verify');
  }
});

test('a recipe does not change when its reader changes a copy', () => {
  const copy = getIntegrationPlan({ framework: 'node', provider: 'stripe' });
  copy.recipe.notes.push('changed');
  copy.steps.pop();
  const again = getIntegrationPlan({ framework: 'node', provider: 'stripe' });
  expect(again.recipe.notes).not.toContain('changed');
  expect(again.steps).toHaveLength(5);
});

test('Polar on the App Router gets a whole route for paid and refunded orders', () => {
  expect(POLAR_WEBHOOK_EVENTS).toEqual(['order.paid', 'order.refunded']);
  const route = getWebhookRoute('next-app', 'polar');
  expect(route?.path).toBe('app/api/polar/webhook/route.ts');
  expect(route?.deps).toEqual(['@affitor/sdk', '@polar-sh/nextjs']);
  expect(route?.env).toContain('POLAR_WEBHOOK_SECRET');
  for (const { framework, provider } of stacks) {
    const isPolar = framework === 'next-app' && provider === 'polar';
    expect(getWebhookRoute(framework, provider) !== null).toBe(isPolar);
  }
});
