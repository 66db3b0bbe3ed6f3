// Owns the plan of `onboard`: every phase decided, every new text computed, nothing written yet.
import { planBrowserTracking } from './browser-tracking.js';
import { type EnvFacts, type EnvPhase, planEnvKey } from './env-key.js';
import type { Change, ManualStep, Phase } from './planned.js';
import type { ProjectFiles } from './project-files.js';
import { planServerSale, remainingSaleSteps, type SaleFacts } from './server-sale.js';
import { detectStack, FRAMEWORK_NAMES, PROVIDER_NAMES, type Stack } from './stack.js';

export interface PlanFacts extends SaleFacts, EnvFacts {
  programId: string;
  scriptTag: string;
}

export interface Plan {
  stack: Stack;
  detected: string;
  browser: Phase;
  sale: Phase;
  env: EnvPhase;
  /** Edits of code, to be shown before they are made. */
  changes: Change[];
  /** What is left for a person, in order. */
  manual: ManualStep[];
}

/** Decides what onboarding a project comes to. */
export function planOnboarding(project: ProjectFiles, facts: PlanFacts): Plan {
  const { manifest, files, lockfile } = project;
  const stack = detectStack(manifest, [...files.keys()], lockfile);
  const { framework, provider, packageManager } = stack;
  const isVite = manifest.dependencies.vite !== undefined;
  const browser = planBrowserTracking(files, stack, { ...facts, isVite });
  const sale = planServerSale(project, stack, facts);
  const left = remainingSaleSteps(project, stack, facts);
  const needed = { ...sale, manual: [...sale.manual, ...left] };
  const env = planEnvKey(facts, manifest, stack);
  const detected = `${FRAMEWORK_NAMES[framework]}, ${PROVIDER_NAMES[provider]}, ${packageManager}`;
  const changes = [...browser.changes, ...sale.changes];
  const installs = changes.some(({ path }) => path === 'package.json');
  const install = { title: `Install what package.json names now: ${packageManager} install` };
  const manual = [
    ...(installs ? [install] : []),
    ...browser.manual,
    ...needed.manual,
    ...env.manual,
  ];
  return { stack, detected, browser, sale: needed, env, changes, manual };
}
