// Owns how each framework reads the click id of the visitor, where a checkout is created.
import type { Framework } from './stack.js';

/** Code that leaves `clickId` behind, and the imports that it needs. */
export interface ClickIdCode {
  imports: string;
  statement: string;
}

const READ_CLICK_ID = 'const clickId = readClickId(request);';

const CLICK_ID_CODE: Readonly<Record<Framework, ClickIdCode>> = {
  'next-app': {
    imports: "import { cookies } from 'next/headers';",
    statement: "const clickId = (await cookies()).get('affitor_click_id')?.value;",
  },
  'next-pages': {
    imports: "import { readClickId } from '@affitor/sdk/next';",
    statement: READ_CLICK_ID,
  },
  fastify: {
    imports: "import { readClickId } from '@affitor/sdk/fastify';",
    statement: READ_CLICK_ID,
  },
  express: {
    imports: "import { readClickId } from '@affitor/sdk/express';",
    statement: READ_CLICK_ID,
  },
  node: {
    imports: "import { readClickId } from '@affitor/sdk/express';",
    statement: READ_CLICK_ID,
  },
  unknown: {
    imports: "import { readClickId } from '@affitor/sdk/landing';",
    statement: READ_CLICK_ID,
  },
};

/** The code that reads the `affitor_click_id` cookie of a request. */
export function clickIdCode(framework: Framework): ClickIdCode {
  return CLICK_ID_CODE[framework];
}
