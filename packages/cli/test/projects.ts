// Owns what tests of several files do first: a service, its owner, a project with a program.
import { type AffitorService, startAffitorService } from '../../sdk/test/affitor-service.js';
import { createOwner, type Owner } from './owner.js';
import { openTerminal, type Terminal } from './terminal.js';

export interface Project {
  at: Terminal;
  key: string;
  programId: number;
}

export interface Stage {
  service: AffitorService;
  owner: Owner;
  /** A project with a program of its own, whose owner is signed in. */
  createProject(domain?: string, options?: { hasProfile?: boolean }): Promise<Project>;
  /** Records a click, a signup and a sale as a brand's code does. */
  sell(project: Project, transactionId: string): Promise<void>;
  close(): Promise<void>;
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const PROFILE = [
  ...['--logo-url', 'https://acme.example/logo.png', '--category', 'Analytics'],
  ...['--short-description', 'Charts', '--long-description', 'Charts for everyone'],
];

export async function openStage(): Promise<Stage> {
  const service = await startAffitorService();
  const owner = await createOwner(service.url);
  const opened: Terminal[] = [];
  const post = async (path: string, body: object, key?: string) => {
    const response = await fetch(`${service.url}/api/v1/track/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Record<string, unknown>;
  };
  return {
    service,
    owner,
    async createProject(domain = 'acme.example', { hasProfile = false } = {}) {
      const at = openTerminal({ AFFITOR_API_URL: service.url });
      opened.push(at);
      await at.run('login', { openBrowser: owner.approve });
      const profile = hasProfile ? PROFILE : [];
      const init = ['init', '--json', '--name', 'Acme', '--domain', domain, ...profile];
      const { json } = await at.run(init);
      return { at, key: json.api_key, programId: Number(json.program_id) };
    },
    async sell({ key, programId }, transactionId) {
      const code = `code-${transactionId}`;
      await service.createPartner(programId, code);
      const affiliate_url = `https://acme.example/?aff=${code}`;
      const { click_id } = await post('click', { affiliate_url, user_agent: BROWSER });
      const customer_key = `customer-${transactionId}`;
      await post('lead', { click_id, customer_key }, key);
      const transaction_id = transactionId;
      await post('sale', { customer_key, transaction_id, amount_cents: 10_000 }, key);
    },
    async close() {
      for (const terminal of opened) terminal.remove();
      await service.stop();
    },
  };
}
