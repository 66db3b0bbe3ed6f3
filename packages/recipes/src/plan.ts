// Owns the plan of an integration: the steps of a recipe, numbered, in the order to take them.
import { getRecipe, type Recipe } from './recipe.js';
import type { Framework, Mode, Provider } from './stack.js';

export interface IntegrationPlan {
  /** `1. …`, `2. …` */
  steps: string[];
  recipe: Recipe;
}

/** What is known of the application to integrate. */
export interface IntegrationStack {
  framework: Framework;
  provider: Provider;
  mode?: Mode | undefined;
}

const NO_SALE =
  'Sale: none. Affitor reads the payments at Stripe. Do NOT inject trackSale: every payment ' +
  'would count twice.';

/** The steps that wire an application of this stack, the proof included. Pure. */
export function getIntegrationPlan(stack: IntegrationStack): IntegrationPlan {
  const { framework, provider, mode } = stack;
  const recipe = getRecipe(framework, provider, mode);
  const { sale, renewal } = recipe;
  const steps = [
    `Detect: the framework is ${framework}, payments come from ${provider}; correct this if not.`,
    `Install: ${recipe.install}. Start the tracker on every page (script tag or init()) and ` +
      'report sign-ups with your own stable user id: signup(user.id, user.email).',
    `Metadata: plant the ids where a checkout is created. ${recipe.metadata.why}`,
    sale ? `Sale: insert the sale snippet into ${sale.inject_target}.` : NO_SALE,
    ...(renewal ? [`Renewals: insert the renewal snippet into ${renewal.inject_target}.`] : []),
    `Verify: ${recipe.verify}`,
  ];
  return { steps: steps.map((step, at) => `${at + 1}. ${step}`), recipe };
}
