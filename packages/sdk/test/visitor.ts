// Owns a visitor of a shop: a browser in so far as servers see one.
import http from 'node:http';

/** Connections of this browser say what one would say when somebody follows a link. */
export const NAVIGATION = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'accept-language': 'de-AT,de;q=0.8,en;q=0.5',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
};

export interface Page {
  status: number;
  text: string;
  headers: http.IncomingHttpHeaders;
  /** The cookies that were set, by name; each value stands with its attributes. */
  cookies: Record<string, { value: string; attributes: string[] }>;
}

/** A browser that keeps cookies by their names and follows links to one shop. */
export class Visitor {
  readonly jar = new Map<string, string>();

  /** Opens a page. A header that is null is not sent. */
  async open(
    url: string,
    headers: Record<string, string | null> = {},
    method = 'GET',
  ): Promise<Page> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { ...NAVIGATION, ...(cookie === '' ? {} : { cookie }), ...headers };
    const sent = Object.entries(all).filter(([, value]) => value !== null) as [string, string][];
    const page = await request(url, method, Object.fromEntries(sent));
    for (const [name, { value }] of Object.entries(page.cookies)) this.jar.set(name, value);
    return page;
  }
}

function request(url: string, method: string, headers: Record<string, string>): Promise<Page> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { method, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode: status = 0, headers } = incoming;
        resolve({ status, text, headers, cookies: parseSetCookies(headers['set-cookie'] ?? []) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function parseSetCookies(lines: string[]): Page['cookies'] {
  return Object.fromEntries(
    lines.map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), { value: pair.slice(equals + 1), attributes }];
    }),
  );
}
