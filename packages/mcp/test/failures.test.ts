// Owns the guarantees that need no service: a missing key, a service that is down, refused inputs,
// and what the tools say about themselves.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, COMMAND, startAgent } from './agent.js';

/** Nothing listens there: the port is reserved. */
const NOWHERE = 'http://127.0.0.1:1';

const TOOLS = [
  'affitor_readiness',
  'affitor_get_integration_plan',
  'affitor_run_verification',
  'affitor_track_click',
  'affitor_track_lead',
  'affitor_track_sale',
  'affitor_track_refund',
  'affitor_list_events',
  'affitor_explain_conversion',
  'affitor_report',
];

test('without an API key the server says so on stderr and ends with 1', async () => {
  const env = { PATH: process.env.PATH };
  const started = promisify(execFile)(COMMAND.command, COMMAND.args, { env });
  await expect(started).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('AFFITOR_API_KEY is required'),
  });
});

describe('while the service is down', () => {
  let agent: Agent;

  beforeAll(async () => {
    agent = await startAgent({
      AFFITOR_API_KEY: 'aff_nothing',
      AFFITOR_API_URL: NOWHERE,
      AFFITOR_MANAGEMENT_KEY: 'affk_nothing',
    });
  });

  afterAll(() => agent.client.close());

  test('every tool that calls it reports a plain failure, and the connection stays', async () => {
    const sale = { customerExternalId: 'u', amount: 1, invoiceId: 'i' };
    for (const [tool, input] of [
      ['affitor_readiness', {}],
      ['affitor_run_verification', {}],
      ['affitor_track_click', { affiliateUrl: 'https://acme.example/?aff=x' }],
      ['affitor_track_sale', sale],
      ['affitor_list_events', {}],
      ['affitor_explain_conversion', { invoiceId: 'i' }],
      ['affitor_report', {}],
    ] as const) {
      const answer = await agent.call(tool, input);
      expect(answer, tool).toMatchObject({ isError: true, data: undefined });
      expect(answer.text).not.toBe('');
    }
    const plan = await agent.call('affitor_get_integration_plan', { framework: 'next-app' });
    expect(plan.data.steps).toHaveLength(5);
  });

  test('a lead or sale without a customer is refused in words, before any call', async () => {
    expect(await agent.call('affitor_track_lead')).toEqual({
      isError: true,
      text: 'affitor_track_lead: `customerExternalId` or `clickId` is required',
      data: undefined,
    });
    const sale = await agent.call('affitor_track_sale', { amount: 100, invoiceId: 'i' });
    expect(sale.text).toBe('affitor_track_sale: `customerExternalId` or `clickId` is required');
  });

  test('amounts that are no positive whole cents never leave the server', async () => {
    for (const amount of [0, -1, 9.9, '100']) {
      const input = { customerExternalId: 'u', invoiceId: 'i', amount };
      const answer = await agent.call('affitor_track_sale', input);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('amount');
    }
  });

  test('the README lists every tool with every input', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^\| `(affitor_\w+)` \|(.*)$/gm)];
    const { tools } = await agent.client.listTools();
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(TOOLS));
    for (const { name, inputSchema } of tools) {
      const inputs = rows.find(([, tool]) => tool === name)?.[2] ?? '';
      for (const input of Object.keys(inputSchema.properties ?? {})) {
        expect(inputs, name).toMatch(new RegExp(`\`${input}\\??\``));
      }
    }
  });

  test('the tools tell what they do to data, and what shape they answer in', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS);
    for (const { name, annotations, outputSchema, description } of tools) {
      expect(outputSchema?.type, name).toBe('object');
      expect(description, name).toMatch(/\.$/);
      expect(annotations?.readOnlyHint, name).toBe(!/track|run/.test(name));
      expect(annotations?.destructiveHint, name).toBe(name === 'affitor_track_refund');
      expect(annotations?.idempotentHint, name).toBe(!/click|run/.test(name));
    }
    expect(agent.client.getServerVersion()).toMatchObject({ name: 'affitor' });
    expect(agent.client.getInstructions()).toContain('Never print, log or commit the API key');
  });
});
