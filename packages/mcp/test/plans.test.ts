// Owns the guarantee that plans have the shape that is published for them.
import { AGENT_TOOL_OUTPUTS } from '@affitor/contract';
import { FRAMEWORKS, getIntegrationPlan, MODES, PROVIDERS } from '@affitor/recipes';
import { expect, test } from 'vitest';

test('the plan of every stack has the published shape, and nothing beside it', () => {
  const schema = AGENT_TOOL_OUTPUTS.affitor_get_integration_plan;
  for (const framework of FRAMEWORKS) {
    for (const provider of PROVIDERS) {
      for (const mode of MODES) {
        const plan = getIntegrationPlan({ framework, provider, mode });
        expect(schema.parse(plan)).toEqual(plan);
      }
    }
  }
});
