// Owns how tests look at a start that must fail: as the operator sees it.
import { expect } from 'vitest';
import { findFreePort, spawnService } from '../service-process.js';

/** What a start writes when it fails; anything but a sentence and the code 1 is a failed test. */
export async function refusalOf(variables: Record<string, string>, port?: number): Promise<string> {
  const service = spawnService(port ?? (await findFreePort()), {
    LOG_LEVEL: 'silent',
    ...variables,
  });
  // A start that succeeds after all must not stay behind its failed test.
  const hasStarted = await service.ready().then(
    () => true,
    () => false,
  );
  if (hasStarted) await service.stop();
  expect(hasStarted, 'the service started').toBe(false);
  expect(await service.exited).toEqual({ code: 1, signal: null });
  const output = service.output().trim();
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toMatch(/\w+Error:|node_modules|\{/);
  expect(output.length).toBeLessThan(600);
  return output;
}
