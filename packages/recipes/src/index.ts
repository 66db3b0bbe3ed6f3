// Owns the public face of the recipes: what to write where, and the plan that puts it together.
export {
  type GuideFacts,
  INTEGRATION_RULES,
  renderAgentInstructions,
  renderSkill,
  SKILL,
} from './guide.js';
export { getIntegrationPlan, type IntegrationPlan, type IntegrationStack } from './plan.js';
export { getRecipe, type Recipe } from './recipe.js';
export { getSaleInjection, type Injection } from './sales.js';
export { SIGNUP_IN_PAGE, SIGNUP_ON_SERVER } from './signup.js';
export {
  FRAMEWORKS,
  type Framework,
  MODES,
  type Mode,
  PROVIDERS,
  type Provider,
  SALE_PATHS,
  type SalePath,
} from './stack.js';
export { getWebhookRoute, POLAR_WEBHOOK_EVENTS, type WebhookRoute } from './webhook-route.js';
