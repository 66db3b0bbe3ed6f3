// Owns a browser's cookies for tests: which domains it accepts, what a page reads, when one ends.

/** Suffixes that belong to nobody in particular; a browser refuses cookies for them. */
const PUBLIC_SUFFIXES = new Set(['com', 'test', 'co.uk', 'github.io', 'localhost']);

export interface Cookie {
  name: string;
  value: string;
  /** With a leading dot for a domain cookie, without for a host's own. */
  domain: string;
  path: string | undefined;
  sameSite: string | undefined;
  isSecure: boolean;
  expiresAtMs: number | undefined;
}

/** Follows RFC 6265 as far as the SDK can notice. */
export class CookieJar {
  isBlocked = false;
  /** Every assignment to `document.cookie`, in order. */
  readonly writes: string[] = [];
  private cookies: Cookie[] = [];

  /** What a page on this host reads as `document.cookie`. */
  read(host: string, nowMs = Date.now()): string {
    return this.listFor(host, nowMs)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  write(host: string, isHttps: boolean, text: string): void {
    this.writes.push(text);
    if (this.isBlocked) return;
    const [pair = '', ...rest] = text.split(';').map((part) => part.trim());
    const attributes = new Map(
      rest.map((part) => {
        const [key = '', ...value] = part.split('=');
        return [key.toLowerCase(), value.join('=')];
      }),
    );
    const [name = '', ...value] = pair.split('=');
    const asked = attributes.get('domain')?.replace(/^\./, '');
    if (asked && !this.accepts(host, asked)) return;
    if (attributes.has('secure') && !isHttps) return;
    const expires = attributes.get('expires');
    const cookie: Cookie = {
      name,
      value: value.join('='),
      domain: asked ? `.${asked}` : host,
      path: attributes.get('path'),
      sameSite: attributes.get('samesite'),
      isSecure: attributes.has('secure'),
      expiresAtMs: expires === undefined ? undefined : Date.parse(expires),
    };
    this.cookies = this.cookies.filter(
      (other) => other.name !== cookie.name || other.domain !== cookie.domain,
    );
    if (cookie.expiresAtMs === undefined || cookie.expiresAtMs > Date.now()) {
      this.cookies.push(cookie);
    }
  }

  /** The stored cookie of a name. */
  find(name: string): Cookie | undefined {
    return this.cookies.find((cookie) => cookie.name === name);
  }

  names(): string[] {
    return this.cookies.map(({ name }) => name).sort();
  }

  remove(...names: string[]): void {
    this.cookies = this.cookies.filter(({ name }) => names.length > 0 && !names.includes(name));
  }

  private listFor(host: string, nowMs: number): Cookie[] {
    if (this.isBlocked) return [];
    return this.cookies
      .filter(
        ({ domain }) => domain === host || `.${host}`.endsWith(domain.replace(/^(?!\.)/, '\0')),
      )
      .filter(({ expiresAtMs }) => expiresAtMs === undefined || expiresAtMs > nowMs);
  }

  private accepts(host: string, domain: string): boolean {
    if (PUBLIC_SUFFIXES.has(domain)) return false;
    return host === domain || (host.endsWith(`.${domain}`) && !/\d$/.test(host));
  }
}
