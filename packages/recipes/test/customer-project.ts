// Owns a customer's project as the compiler sees it: their packages, and the SDK by its sources.
import path from 'node:path';
import ts from 'typescript';

const SDK = path.resolve(import.meta.dirname, '../../sdk/src');

/** What the recipes use of other people's packages; enough to notice a wrong name or type. */
const AMBIENT = `
declare const process: { env: Record<string, string | undefined> };
declare module 'next/headers' {
  export function cookies(): Promise<{ get(name: string): { value: string } | undefined }>;
}
declare module '@polar-sh/nextjs' {
  interface Order {
    id: string;
    status: 'pending' | 'paid' | 'refunded' | 'partially_refunded';
    totalAmount: number;
    refundedAmount: number;
    currency: string;
    billingReason: 'purchase' | 'subscription_create' | 'subscription_cycle';
    subscriptionId: string | null;
    customerId: string;
    customer: { externalId?: string | null };
    metadata: { [key: string]: string | number | boolean };
  }
  type Handler = (payload: { data: Order }) => Promise<void>;
  export function Webhooks(options: {
    webhookSecret: string;
    onOrderPaid?: Handler;
    onOrderRefunded?: Handler;
  }): (request: Request) => Promise<Response>;
}
type AnOrder = Parameters<
  NonNullable<Parameters<typeof import('@polar-sh/nextjs').Webhooks>[0]['onOrderPaid']>
>[0];
interface Invoice {
  id?: string;
  billing_reason: string | null;
  amount_paid: number;
  currency: string;
}
`;

/** What stands around the snippets in the customer's own code. */
const SURROUNDINGS = `
declare const request: { headers: { cookie?: string } };
declare const user: { id: string; email: string };
declare const mode: 'payment' | 'subscription';
declare const lineItems: { price: string; quantity: number }[];
declare const successUrl: string;
declare const productCheckoutUrl: string;
declare const products: string[];
declare const items: { priceId: string; quantity: number }[];
declare const Paddle: {
  Checkout: { open(options: { items: typeof items; customData: Record<string, unknown> }): void };
};
declare const polar: {
  checkouts: {
    create(options: {
      products: string[];
      metadata: { [key: string]: string | number | boolean };
    }): Promise<{ url: string }>;
  };
};
interface Metadata { [key: string]: string }
declare const stripe: {
  checkout: {
    sessions: {
      create(options: {
        mode: typeof mode;
        line_items: typeof lineItems;
        success_url: string;
        client_reference_id: string;
        metadata: Metadata;
        subscription_data?: { metadata: Metadata };
      }): Promise<unknown>;
    };
  };
};
`;

const WEBHOOKS = `
declare const session: {
  id: string;
  mode: 'payment' | 'setup' | 'subscription';
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  amount_total: number | null;
  currency: string | null;
  client_reference_id: string | null;
  metadata: { [key: string]: string } | null;
};
declare const payment: {
  id: string;
  userId: string;
  clickId: string | null;
  amountCents: number;
  currency: string;
};
`;

const EVENT = `
declare const event:
  | { type: 'invoice.paid'; data: { object: Invoice } }
  | { type: 'other'; data: { object: object } };
`;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  allowJs: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  paths: {
    '@affitor/sdk': [path.join(SDK, 'browser/index.ts')],
    '@affitor/sdk/*': [path.join(SDK, '*/index.ts')],
  },
};

/** Puts a snippet where it belongs in a customer's file. */
export const around = {
  checkout: (snippet: string) => `${snippet}\n${SURROUNDINGS}`,
  webhook: (snippet: string, payload: 'any' | 'AnOrder') =>
    `${snippet}\n${WEBHOOKS}\ndeclare const payload: ${payload};`,
  signup: (code: string) => `${code}\n${SURROUNDINGS}\ndeclare const clickId: string | null;`,
  stripeCase: (snippet: string) =>
    `import { Affitor } from '@affitor/sdk/server';
switch (event.type) {
${snippet}
}
${EVENT}`,
};

/** What a strict compiler says against these files, by their names. */
export function compile(files: Readonly<Record<string, string>>): string[] {
  const folder = path.join(import.meta.dirname, 'virtual-project');
  const texts = new Map(
    Object.entries({ ...files, 'ambient.d.ts': AMBIENT }).map(([name, text]) => [
      path.join(folder, name),
      text,
    ]),
  );
  const host = ts.createCompilerHost(OPTIONS);
  host.fileExists = (name) => texts.has(name) || ts.sys.fileExists(name);
  host.readFile = (name) => texts.get(name) ?? ts.sys.readFile(name);
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    if (source === undefined) return [`${name}: not read`];
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map(({ messageText, start }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, '\n');
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
      return `${path.basename(name)}:${line + 1} ${text}`;
    });
  });
}

/** What of these files is no plain JavaScript. */
export function findTypes(files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([name, text]) => {
    const { diagnostics = [] } = ts.transpileModule(text, {
      fileName: `${name}.js`,
      reportDiagnostics: true,
      compilerOptions: { allowJs: true, module: ts.ModuleKind.ESNext },
    });
    return diagnostics.map(({ messageText }) => `${name}: ${JSON.stringify(messageText)}`);
  });
}
