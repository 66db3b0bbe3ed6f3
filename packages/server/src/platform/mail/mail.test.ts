// Guards mail: it leaves if and only if its cause is committed, and says nothing to bystanders.

import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/harness.js';
import { startTestApp } from '../../../test/test-app.js';
import { systemClock } from '../clock.js';
import { withTransaction } from '../db/index.js';
import { createMailer, type Mailer } from './mailer.js';
import { renderHtml } from './message.js';

const database = await createTestDatabase();
afterAll(() => database.drop());

const NASTY = '<script>alert(1)</script> "x" & \'y\'';
const MAIL = {
  to: 'robin@acme.example',
  subject: 'Invitation to Acme',
  paragraphs: [NASTY],
  action: { label: 'Open', url: 'https://affitor.test/x#token=canarysecret' },
};

function mailerOf(smtpUrl: string | null): Mailer {
  const from = 'Affitor <affitor@affitor.test>';
  return createMailer({ db: database.db, secretKey: 'k'.repeat(40), smtpUrl, from });
}

async function postMail(mailer: Mailer, mail = MAIL): Promise<bigint> {
  await withTransaction(database.db, (tx) => mailer.post(tx, mail, systemClock.now()));
  const { rows } = await database.db.pool.query<{ id: bigint }>('select max(id) as id from mail');
  return rows[0]?.id as bigint;
}

async function countMails(): Promise<number> {
  const { rows } = await database.db.pool.query<{ count: number }>(
    `select (select count(*) from mail)::int as count`,
  );
  return rows[0]?.count ?? 0;
}

/** A server that takes mails, or refuses every recipient. */
async function startSmtp(accepts: boolean) {
  const received: string[] = [];
  const server = net.createServer((socket) => {
    let isData = false;
    let text = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 test');
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      for (;;) {
        const end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (isData ? 5 : 2));
        if (isData) received.push(line);
        if (isData) isData = false;
        else if (/^rcpt/i.test(line) && !accepts) {
          say('550 robin@acme.example is unknown');
          continue;
        } else if (/^data/i.test(line)) {
          isData = true;
          say('354 go on');
          continue;
        } else if (/^quit/i.test(line)) return socket.end('221 bye\r\n');
        say('250 ok');
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${port}`, received, close };
}

test('a mail whose cause is rolled back does not exist, and neither does its job', async () => {
  const before = await countMails();
  const failing = withTransaction(database.db, async (tx) => {
    await mailerOf(null).post(tx, MAIL, systemClock.now());
    throw new Error('the cause failed');
  });
  await expect(failing).rejects.toThrow('the cause failed');
  expect(await countMails()).toBe(before);
  const { rows } = await database.db.pool.query('select 1 from graphile_worker._private_jobs');
  expect(rows).toEqual([]);
});

test('a mail is sent once, as text and as HTML, and forgotten', async () => {
  const smtp = await startSmtp(true);
  try {
    const mailer = mailerOf(smtp.url);
    const id = await postMail(mailer);
    await mailer.deliver(id);
    await mailer.deliver(id);
    expect(smtp.received).toHaveLength(1);
    const [message = ''] = smtp.received;
    expect(message).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(message).toMatch(/^Subject: Invitation to Acme/m);
    expect(message).toContain('To: robin@acme.example');
    expect(await countMails()).toBe(0);
  } finally {
    await smtp.close();
  }
});

test('a mail that is refused is tried again, and its failure names nobody', async () => {
  const smtp = await startSmtp(false);
  try {
    const mailer = mailerOf(smtp.url);
    const id = await postMail(mailer);
    const error: unknown = await mailer.deliver(id).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('could not be handed over (550)');
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('robin');
    expect(await countMails()).toBe(1);
    await database.db.pool.query('delete from mail');
  } finally {
    await smtp.close();
  }
});

test('what a mail says cannot be read from the tables', async () => {
  const id = await postMail(mailerOf(null));
  const { rows } = await database.db.pool.query(
    `select encode(sealed, 'escape') as sealed, (select json_agg(j)::text
       from graphile_worker._private_jobs j) as jobs from mail where id = $1`,
    [id],
  );
  for (const secret of ['canarysecret', 'robin']) {
    expect(JSON.stringify(rows)).not.toContain(secret);
  }
});

test('names and subjects are text in a mail, whatever they contain', () => {
  const html = renderHtml({ ...MAIL, subject: NASTY });
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
});

test('the outbox shows kept mails as text, runs nothing, and is kept nowhere', async () => {
  const app = await startTestApp({ config: { showsOutbox: true } });
  try {
    const { mailer } = app.accounts;
    await app.accounts.transaction((tx) =>
      mailer.post(tx, { ...MAIL, to: NASTY }, app.clock.now()),
    );
    const { rows } = await app.db.pool.query<{ id: bigint }>('select id from mail');
    await mailer.deliver(rows[0]?.id as bigint);
    const page = await app.call('GET', '/dev/outbox');
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('<script>');
    expect(page.body).toContain('href="https://affitor.test/x#token=canarysecret"');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const setup = await app.call('GET', '/api/account/setup');
    expect(setup.data.outbox_url).toBe('http://affitor.test/dev/outbox');
  } finally {
    await app.close();
  }
});

test('there is no outbox where it is not allowed', async () => {
  const app = await startTestApp();
  try {
    expect((await app.call('GET', '/dev/outbox')).code).toBe('route_not_found');
  } finally {
    await app.close();
  }
});
