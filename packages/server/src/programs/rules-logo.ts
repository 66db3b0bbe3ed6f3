// Owns what a logo is: its kind and its size in pixels, read from its content. Pure.

export type LogoContentType = 'image/png' | 'image/jpeg' | 'image/svg+xml';

/** What a file is, or what is wrong with it, in words that follow “content_base64: ”. */
export type LogoVerdict =
  | { ok: true; contentType: LogoContentType; widthPx: number; heightPx: number }
  | { ok: false; problem: string };

interface Size {
  widthPx: number;
  heightPx: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG_SIGNATURE = Buffer.from([0xff, 0xd8, 0xff]);
const UNREADABLE = 'must be a PNG, JPG or SVG, whatever its name';

/**
 * Decides about an uploaded file by its content alone.
 * @example inspectLogo(Buffer.from('<svg width="10" height="10"/>'), { sizeMaxPx: 1800 })
 */
export function inspectLogo(content: Buffer, { sizeMaxPx }: { sizeMaxPx: number }): LogoVerdict {
  const found = recognise(content);
  if (found === null) return { ok: false, problem: UNREADABLE };
  if (found.size === null) return { ok: false, problem: 'does not say how large the image is' };
  const { widthPx, heightPx } = found.size;
  if (widthPx < 1 || heightPx < 1 || widthPx > sizeMaxPx || heightPx > sizeMaxPx) {
    const limit = `${sizeMaxPx} × ${sizeMaxPx} pixels`;
    return { ok: false, problem: `is ${widthPx} × ${heightPx}; at most ${limit} are allowed` };
  }
  return { ok: true, contentType: found.contentType, widthPx, heightPx };
}

function recognise(content: Buffer): { contentType: LogoContentType; size: Size | null } | null {
  if (content.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    return { contentType: 'image/png', size: pngSize(content) };
  }
  if (content.subarray(0, JPEG_SIGNATURE.length).equals(JPEG_SIGNATURE)) {
    return { contentType: 'image/jpeg', size: jpegSize(content) };
  }
  const root = svgRoot(content);
  return root === null ? null : { contentType: 'image/svg+xml', size: svgSize(root) };
}

const PNG_HEADER_BYTES = 24;

/** The first chunk of a PNG is its header, with width and height in front. */
function pngSize(content: Buffer): Size | null {
  if (content.length < PNG_HEADER_BYTES) return null;
  if (content.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { widthPx: content.readUInt32BE(16), heightPx: content.readUInt32BE(20) };
}

/** Markers of JPEG frames, of which each has the size; the gaps are tables and extensions. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Walks the segments of a JPEG up to the frame; each says how long it is. */
function jpegSize(content: Buffer): Size | null {
  let at = 2;
  while (at + 9 <= content.length) {
    if (content[at] !== 0xff) return null;
    const marker = content[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) {
      return { heightPx: content.readUInt16BE(at + 5), widthPx: content.readUInt16BE(at + 7) };
    }
    const lengthBytes = content.readUInt16BE(at + 2);
    if (lengthBytes < 2) return null;
    at += 2 + lengthBytes;
  }
  return null;
}

/** Nothing that comes before the root element of an honest file is longer. */
const PROLOGUE_LENGTH_MAX = 4_096;

/**
 * The opening tag of an SVG, behind a declaration and comments. A document type is refused: its
 * entities can make a short file endless.
 */
function svgRoot(content: Buffer): string | null {
  const start = content.toString('utf8', 0, PROLOGUE_LENGTH_MAX * 2).replace(/^\uFEFF/, '');
  let rest = start.trimStart();
  while (rest.startsWith('<?') || rest.startsWith('<!--')) {
    const [, end] = rest.startsWith('<?') ? ['<?', '?>'] : ['<!--', '-->'];
    const at = rest.indexOf(end);
    if (at < 0) return null;
    rest = rest.slice(at + end.length).trimStart();
  }
  return /^<svg(?=[\s>/])[^>]*>/.exec(rest)?.[0] ?? null;
}

/** Width and height in pixels where they are given so, else those of the view box. */
function svgSize(root: string): Size | null {
  const width = pixelsOf(attributeOf(root, 'width'));
  const height = pixelsOf(attributeOf(root, 'height'));
  if (width !== null && height !== null) return { widthPx: width, heightPx: height };
  const [, , boxWidth, boxHeight] = (attributeOf(root, 'viewBox') ?? '').trim().split(/[\s,]+/);
  const [widthPx, heightPx] = [pixelsOf(boxWidth), pixelsOf(boxHeight)];
  return widthPx === null || heightPx === null ? null : { widthPx, heightPx };
}

function attributeOf(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match?.[1] ?? match?.[2];
}

function pixelsOf(text: string | undefined): number | null {
  const match = /^\s*(\d{1,7}(?:\.\d{1,6})?)(?:px)?\s*$/.exec(text ?? '');
  return match ? Math.ceil(Number(match[1])) : null;
}
