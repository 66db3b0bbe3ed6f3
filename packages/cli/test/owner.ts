// Owns the person of a test who has an account: they approve command lines as the browser does.
const ACCOUNT = '/api/account';

export interface Owner {
  email: string;
  /** What the browser does with the address that `login` opens. */
  readonly approve: (url: string) => Promise<boolean>;
  readonly deny: (url: string) => Promise<boolean>;
}

/** Makes the first account of a service. */
export async function createOwner(url: string): Promise<Owner> {
  const email = 'ann@example.com';
  const started = await fetch(`${url}/api/v1/cli/auth/start`, { method: 'POST' });
  const { data } = (await started.json()) as { data: { auth_url: string } };
  const { origin } = new URL(data.auth_url);
  const post = (path: string, body: object, cookie = '') =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, cookie },
      body: JSON.stringify(body),
    });
  const account = { name: 'Ann Vale', email, password: 'correct horse battery' };
  const made = await post(`${ACCOUNT}/setup`, { ...account, workspace_name: 'Acme' });
  if (!made.ok) throw new Error(await made.text());
  const cookie = made.headers.getSetCookie().map((line) => line.split(';')[0]);
  const decide = (decision: string) => async (address: string) => {
    const request = new URL(address).searchParams.get('request');
    const path = `${ACCOUNT}/cli-logins/decide`;
    return (await post(path, { request, decision }, cookie.join('; '))).ok;
  };
  return { email, approve: decide('approve'), deny: decide('deny') };
}
