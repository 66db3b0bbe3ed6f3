// Owns the phase that gives the application its key: what its `.env` file lacks, and who reads it.
import { type AppEnvPlan, planEnvValues } from '../project/app-env.js';
import type { ManualStep, Phase } from './planned.js';
import type { Manifest, Stack } from './stack.js';

export interface EnvFacts {
  cwd: string;
  values: Readonly<Record<string, string>>;
}

/** The phase, and the files that carry it out; these hold a secret and are never shown. */
export interface EnvPhase extends Phase {
  env: AppEnvPlan;
}

export function planEnvKey(facts: EnvFacts, manifest: Manifest, stack: Stack): EnvPhase {
  const env = planEnvValues(facts.cwd, facts.values);
  const { file, written, kept, isTracked } = env;
  const names = Object.keys(facts.values);
  const manual: ManualStep[] = [
    ...kept.map((name) => ({
      title: `${file} has another ${name}, which was kept. Replace it if it is of another program.`,
    })),
    ...(loadsEnvFiles(manifest, stack) ? [] : [{ title: loadingAdvice(file) }]),
    { title: `Set ${names.join(', ')} where the application is deployed, too.` },
  ];
  const phase = { changes: [], manual, env };
  if (isTracked) {
    const title = `Set ${names.join(', ')} where git does not see them, such as .env.local.`;
    const detail = `${file} is tracked by git, and a secret must not go there`;
    return { ...phase, status: 'manual', detail, manual: [{ title }, ...manual] };
  }
  if (written.length > 0) {
    return { ...phase, status: 'edit', detail: `${file} gets ${written.join(', ')}` };
  }
  if (kept.length > 0) {
    const detail = `${file} has another ${kept.join(', ')}`;
    return { ...phase, status: 'manual', detail };
  }
  return { ...phase, status: 'already', detail: `${file} has ${names.join(', ')}` };
}

/** Next.js reads such files by itself; others need a package or a flag of Node. */
function loadsEnvFiles({ dependencies, scripts }: Manifest, { framework }: Stack): boolean {
  const isNext = framework === 'next-app' || framework === 'next-pages';
  const names = Object.keys(dependencies);
  const hasLoader = names.some((name) => /dotenv|^env-cmd$|^@fastify\/env$/.test(name));
  const isFlagged = Object.values(scripts).some((script) => /--env-file/.test(script));
  return isNext || hasLoader || isFlagged;
}

function loadingAdvice(file: string): string {
  return `Let your server read ${file}: start it with node --env-file=${file}, or use dotenv.`;
}
