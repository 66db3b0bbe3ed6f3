// Owns what is looked for on a page: the script tag, what its policy allows, origin and cookie.
import type { CliOutput } from '@affitor/contract';
import type { Site } from './doctor-site.js';

export type Check = CliOutput<'doctor'>['checks'][number];

const ANSWER_MAX_MS = 15_000;
const TAG = /<script\b[^>]{0,2000}>/gi;
const META_CSP = /<meta\b[^>]{0,200}content-security-policy[^>]{0,4000}>/gi;

interface Known {
  programId: string;
  apiUrl: string;
  domain: string;
}

type Page = Extract<Site, { kind: 'page' }>;

/** Everything about the site of a program. */
export async function examinePage(site: Site, known: Known): Promise<Check[]> {
  if (site.kind === 'failed') {
    const message = `${site.askedUrl} cannot be read: ${site.message}`;
    const fix = 'Start the site, or name a page that is up with --site.';
    return [{ name: 'site', status: 'fail', message, fix }];
  }
  const html = site.html.replace(/<!--[\s\S]*?-->/g, '');
  const page = { ...site, html };
  const found = { name: 'site', status: 'ok', message: `${site.url.href} answers`, fix: null };
  return [
    found as Check,
    examineTag(page, known),
    examinePolicy(page, known),
    await examineOrigin(page, known),
    examineCookie(page, known),
  ];
}

function examineTag({ html }: Page, { programId, apiUrl }: Known): Check {
  const tag =
    `<script src="${apiUrl}/js/affitor-tracker.js" ` +
    `data-affitor-program-id="${programId}" defer></script>`;
  const tags = (html.match(TAG) ?? []).filter((text) => text.includes('affitor-tracker'));
  const ids = tags.map((text) => /data-affitor-program(?:-id)?\s*=\s*["']?(\d+)/i.exec(text)?.[1]);
  if (ids.includes(programId)) {
    return { name: 'script_tag', status: 'ok', message: 'is on the page', fix: null };
  }
  const isOther = ids.some((id) => id !== undefined);
  return {
    name: 'script_tag',
    // An application that loads the SDK from npm has no tag; the tracking gate sees its events.
    status: isOther ? 'fail' : 'warn',
    message: isOther ? `names program ${ids.join(', ')}` : 'is not on the page',
    fix: isOther
      ? `Let it name program ${programId}.`
      : `Put this into <head>, unless your application uses @affitor/sdk: ${tag}`,
  };
}

function examinePolicy({ html, csp, url }: Page, { apiUrl }: Known): Check {
  const metas = (html.match(META_CSP) ?? []).map((text) => {
    const [, , content] = /content\s*=\s*(["'])([\s\S]*?)\1/i.exec(text) ?? [];
    return content ?? '';
  });
  const policies = [...(csp?.split(',') ?? []), ...metas].filter((text) => text.trim() !== '');
  const { origin } = new URL(apiUrl);
  const missing = ['script-src', 'connect-src'].filter((name) =>
    policies.some((policy) => !allows(policy, name, { origin, page: url })),
  );
  if (missing.length === 0) {
    const message = policies.length === 0 ? 'there is none' : `allows ${origin}`;
    return { name: 'csp', status: 'ok', message, fix: null };
  }
  return {
    name: 'csp',
    status: 'fail',
    message: `the Content Security Policy forbids ${origin} in ${missing.join(' and ')}`,
    fix: `Add ${origin} to ${missing.join(' and ')}.`,
  };
}

/** Whether a policy lets the page use an origin. Hashes and nonces are taken for a no. */
function allows(policy: string, name: string, at: { origin: string; page: URL }): boolean {
  const directives = new Map(
    policy.split(';').map((text) => {
      const [directive = '', ...sources] = text.trim().split(/\s+/);
      return [directive.toLowerCase(), sources] as const;
    }),
  );
  const sources = directives.get(name) ?? directives.get('default-src');
  if (sources === undefined) return true;
  const { host, protocol } = new URL(at.origin);
  return sources.some((source) => {
    if (source === '*' || source === protocol) return true;
    if (source === "'self'") return at.page.origin === at.origin;
    const named = source.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    if (source.includes('://') && !source.startsWith(`${protocol}//`)) return false;
    return named === host || (named.startsWith('*.') && host.endsWith(named.slice(1)));
  });
}

async function examineOrigin({ url }: Page, { apiUrl, programId }: Known): Promise<Check> {
  const { origin } = url;
  const allowed = await askPreflight(`${apiUrl}/api/v1/track/click`, origin);
  if (allowed === undefined) {
    const fix = 'Check the address of the service (--api-url) and your connection.';
    return { name: 'origin', status: 'unknown', message: 'the service did not answer', fix };
  }
  if (allowed === origin || allowed === '*') {
    return { name: 'origin', status: 'ok', message: `${origin} may send events`, fix: null };
  }
  const fix = `Add ${origin} under Settings → Tracking → Allowed origins of program ${programId}.`;
  return { name: 'origin', status: 'fail', message: `${origin} may not send events`, fix };
}

/** What a browser would be told; undefined when nobody answers. */
async function askPreflight(address: string, origin: string): Promise<string | null | undefined> {
  try {
    const response = await fetch(address, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
    return response.headers.get('access-control-allow-origin');
  } catch {
    return undefined;
  }
}

function examineCookie({ url, askedUrl }: Page, { domain }: Known): Check {
  const host = url.hostname;
  const [wanted = domain] = domain.split(':');
  if (host !== wanted && !host.endsWith(`.${wanted}`) && askedUrl.hostname === wanted) {
    return {
      name: 'cookie',
      status: 'fail',
      message: `${wanted} leads on to ${host}, where its cookies are not read`,
      fix: `Link partners to ${host} directly, or keep ?aff= in the redirect.`,
    };
  }
  if (url.protocol === 'http:' && !['localhost', '127.0.0.1'].includes(host)) {
    const fix = 'Serve the site by https.';
    return { name: 'cookie', status: 'warn', message: 'travels without encryption', fix };
  }
  return {
    name: 'cookie',
    status: 'ok',
    message: `affitor_click_id is kept on ${host}`,
    fix: null,
  };
}
