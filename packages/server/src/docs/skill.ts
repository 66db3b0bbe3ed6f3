// Owns the runbook for coding agents at this address, and the index that leads to it.
import { createHash } from 'node:crypto';
import { OPERATIONS } from '@affitor/contract';
import { renderSkill, SKILL } from '@affitor/recipes';
import type { FastifyInstance } from 'fastify';

const INDEX_SCHEMA = 'https://schemas.agentskills.io/discovery/0.2.0/schema.json';

/** Serves them; they name the address of this service, and need no documentation beside them. */
export function registerSkillRoutes(
  http: FastifyInstance,
  { publicUrl }: { publicUrl: string },
): void {
  const text = renderSkill({ apiUrl: publicUrl });
  const { readAgentSkill, readAgentSkillIndex } = OPERATIONS;
  const index = {
    $schema: INDEX_SCHEMA,
    skills: [
      {
        ...SKILL,
        type: 'skill-md',
        url: readAgentSkill.path,
        digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
      },
    ],
  };
  http.get(readAgentSkill.path, (_request, reply) =>
    reply.type(`${readAgentSkill.contentType}; charset=utf-8`).send(text),
  );
  http.get(readAgentSkillIndex.path, () => index);
}
