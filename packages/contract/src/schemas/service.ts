// Owns the schemas of the endpoints that operate the service: health, metrics, documents.
import { z } from 'zod';

export const liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });

const check = z.object({
  status: z.enum(['pass', 'fail']),
  detail: z.string().optional(),
});

export const readiness = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.object({ database: check, migrations: check, queue: check }),
  })
  .meta({ id: 'Readiness' });

export const plainText = z.string();

/** As agentskills.io describes it, version 0.2.0. */
export const agentSkillIndex = z
  .object({
    $schema: z.string(),
    skills: z.array(
      z.object({
        name: z.string(),
        type: z.literal('skill-md'),
        description: z.string(),
        url: z.string(),
        digest: z.string().describe('`sha256:` and the hash of what stands at the address.'),
      }),
    ),
  })
  .meta({ id: 'AgentSkillIndex' });

export const openApiDocument = z.looseObject({ openapi: z.string() });

/** The body of every error; a flat object whose `error` is a text. */
export const errorBody = z
  .object({ error: z.string() })
  .meta({ id: 'Error', description: 'Every error has this shape, without a wrapper.' });

/** How a page pins the script tag. */
export const trackerIntegrity = z.object({
  url: z.string(),
  integrity: z.string().describe('The value of the `integrity` attribute.'),
  content_security_policy: z.object({ 'script-src': z.string(), 'connect-src': z.string() }),
});
