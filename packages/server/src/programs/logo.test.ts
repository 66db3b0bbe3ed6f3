// Guards logos: what is taken for an image, who may replace one, and that nothing in one can run.
import { LOGO_SIZE_MAX_BYTES } from '@affitor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { select } from '../../test/programs-fixture.js';
import { PROGRAMS, startTestApp, type TestProgram } from '../../test/test-app.js';
import { logoUrlOf } from './rules.js';
import { inspectLogo } from './rules-logo.js';

const api = await startTestApp({ config: { publicUrl: 'https://affiliates.example' } });
afterAll(() => api.close());

let program: TestProgram;
beforeAll(async () => {
  program = await api.createProgram({ name: 'Logos' });
});

/** The beginning of a PNG: its signature and its header. */
function png(widthPx: number, heightPx: number): Buffer {
  const header = Buffer.alloc(33);
  header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(widthPx, 16);
  header.writeUInt32BE(heightPx, 20);
  return header;
}

/** The beginning of a JPEG: an application segment, then the frame. */
function jpeg(widthPx: number, heightPx: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0, 0]);
  frame.writeUInt16BE(heightPx, 5);
  frame.writeUInt16BE(widthPx, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2]), frame]);
}

const svg = (attributes: string, inside = '') =>
  Buffer.from(`<?xml version="1.0"?>\n<!-- made by hand -->\n<svg ${attributes}>${inside}</svg>`);

const upload = (content: Buffer, key = api.managementKey, id = program.id) =>
  api.manage(key, `PUT ${PROGRAMS}/${id}/logo`, { content_base64: content.toString('base64') });

const load = (url: string) => api.app.http.inject({ url: new URL(url).pathname });

describe('a file is taken for what its content says', () => {
  const limits = { sizeMaxPx: 1800 };

  test.each([
    ['a PNG', png(1800, 1), 'image/png', 1800, 1],
    ['a JPEG', jpeg(640, 480), 'image/jpeg', 640, 480],
    ['an SVG with a size', svg('width="120px" height="30.5"'), 'image/svg+xml', 120, 31],
    ['an SVG with a view box', svg("viewBox='0 0 64 32'"), 'image/svg+xml', 64, 32],
  ] as const)('%s', (_name, content, contentType, widthPx, heightPx) => {
    const verdict = { ok: true, contentType, widthPx, heightPx };
    expect(inspectLogo(content, limits)).toEqual(verdict);
  });

  test.each([
    ['a page', Buffer.from('<html><svg width="1" height="1"/></html>'), /must be a PNG/],
    ['a GIF', Buffer.from('GIF89a......'), /must be a PNG/],
    ['nothing', Buffer.alloc(0), /must be a PNG/],
    ['a PNG too wide', png(1801, 10), /1801 × 10/],
    ['a PNG of no height', png(10, 0), /10 × 0/],
    ['a PNG that ends early', png(10, 10).subarray(0, 20), /does not say/],
    ['a JPEG too high', jpeg(10, 1801), /10 × 1801/],
    ['a JPEG without a frame', jpeg(10, 10).subarray(0, 12), /does not say/],
    ['an SVG without a size', svg('id="x"'), /does not say/],
    ['an SVG in percent', svg('width="100%" height="100%"'), /does not say/],
    ['an SVG too large', svg('width="1801" height="1"'), /1801 × 1/],
    [
      'an SVG with a document type',
      Buffer.from('<!DOCTYPE svg [<!ENTITY a "aa">]><svg width="1" height="1">&a;</svg>'),
      /must be a PNG/,
    ],
    ['a comment without an end', Buffer.from('<!-- <svg width="1" height="1">'), /must be a PNG/],
  ] as const)('%s is refused with a reason', (_name, content, reason) => {
    const verdict = inspectLogo(content, limits);
    expect(verdict).toMatchObject({ ok: false, problem: expect.stringMatching(reason) });
  });
});

test('a logo is shown where the program says, and only as long as it is the logo', async () => {
  const { data: first } = await upload(png(64, 64));
  expect(first).toMatchObject({ content_type: 'image/png', width_px: 64, size_bytes: 33 });
  const read = await api.manage(api.managementKey, `GET ${PROGRAMS}/${program.id}`);
  expect(read.data.logo_url).toBe(first.url);
  const shown = await load(first.url);
  expect([shown.statusCode, shown.headers['content-type']]).toEqual([200, 'image/png']);
  expect(shown.rawPayload.equals(png(64, 64))).toBe(true);

  const { data: second } = await upload(png(32, 32));
  expect(second.url).not.toBe(first.url);
  expect((await load(first.url)).statusCode).toBe(404);
  const remove = () => api.manage(api.managementKey, `DELETE ${PROGRAMS}/${program.id}/logo`);
  expect([(await remove()).status, (await remove()).status]).toEqual([200, 200]);
  expect((await load(second.url)).statusCode).toBe(404);
  const after = await api.manage(api.managementKey, `GET ${PROGRAMS}/${program.id}`);
  expect(after.data.logo_url).toBe(null);
});

test('an uploaded logo moves along when the service gets another address; one elsewhere stays', async () => {
  await upload(png(64, 64));
  const kept = () =>
    select(api.db, 'select logo_url from program where id = $1', [program.id]) as Promise<
      { logo_url: string }[]
    >;
  const [ours] = await kept();
  expect(ours?.logo_url).toMatch(/^\/logos\/\d+\/[0-9a-f]+$/);
  const elsewhere = 'https://elsewhere.example';
  expect(logoUrlOf(ours?.logo_url ?? null, elsewhere)).toBe(`${elsewhere}${ours?.logo_url}`);
  const logo_url = 'https://cdn.example/logo.png';
  await api.manage(api.managementKey, `PUT ${PROGRAMS}/${program.id}`, { logo_url });
  const read = await api.manage(api.managementKey, `GET ${PROGRAMS}/${program.id}`);
  expect(read.data.logo_url).toBe(logo_url);
  expect(logoUrlOf(logo_url, elsewhere)).toBe(logo_url);
});

test('an SVG is served so that nothing in it can run, be loaded, or be taken for a page', async () => {
  const hostile = svg('width="9" height="9" onload="alert(1)"', '<script>alert(1)</script>');
  const { data } = await upload(hostile);
  const { headers } = await load(data.url);
  expect(headers['content-type']).toBe('image/svg+xml');
  expect(headers['x-content-type-options']).toBe('nosniff');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/(?:^|; )sandbox(?:;|$)/);
  expect(policy).not.toMatch(/script-src|allow-scripts/);
});

test('a refused file leaves the logo as it was, and names what is wrong', async () => {
  const { data } = await upload(png(48, 48));
  const tooLarge = Buffer.concat([png(10, 10), Buffer.alloc(LOGO_SIZE_MAX_BYTES - 32)]);
  for (const [content, reason] of [
    [Buffer.from('<html></html>'), /content_base64: must be a PNG/],
    [png(5000, 10), /5000 × 10/],
    [tooLarge, /content_base64/],
  ] as const) {
    const answer = await upload(content);
    expect([answer.status, answer.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.error).toMatch(reason);
  }
  const endless = await upload(Buffer.alloc(LOGO_SIZE_MAX_BYTES * 2));
  expect(endless.code).toBe('body_too_large');
  expect((await load(data.url)).statusCode).toBe(200);
  const kept = await select(api.db, 'select width_px from program_logo where program_id = $1', [
    program.id,
  ]);
  expect(kept).toEqual([{ width_px: 48 }]);
});

test('nobody reaches the logo of another workspace, and a deleted program shows none', async () => {
  const { key } = await api.createWorkspace();
  const { data } = await upload(png(20, 20));
  expect((await upload(png(1, 1), key)).code).toBe('program_not_found');
  const path = `${PROGRAMS}/${program.id}`;
  expect((await api.manage(key, `DELETE ${path}/logo`)).code).toBe('program_not_found');
  const other = new URL(data.url).pathname.replace(/\/\d+\//, '/999999/');
  for (const url of [other, '/logos/1/%00', '/logos/1/x', '/logos/99999999999/x', '/logos/a/b']) {
    expect((await api.app.http.inject({ url })).statusCode, url).toBe(404);
  }
  await api.manage(api.managementKey, `DELETE ${path}`);
  expect((await load(data.url)).statusCode).toBe(404);
});
