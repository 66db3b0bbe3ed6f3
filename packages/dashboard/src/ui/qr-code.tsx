// Owns QR codes: on the page, and as a file.
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { encode } from 'uqr';
import { download } from '../platform/download.js';
import { Button } from './button.js';

/** The quiet zone that scanners need around a code, in modules (ISO 18004). */
const BORDER_MODULES = 4;

/** The dark modules of a text's code as one path, and how many modules a side has. */
function pathOf(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER_MODULES });
  const runs = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  );
  return { path: runs.join(''), size };
}

/** A QR code, dark on white in every theme, because not every scanner reads the inverse. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => pathOf(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 rounded-xl border bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

/** Hands the code out as a file that prints at any size. */
export function QrDownload({ text, fileName }: { text: string; fileName: string }) {
  const save = () => {
    const { path, size } = pathOf(text);
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" ` +
      `shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/>` +
      `<path d="${path}"/></svg>`;
    download(fileName, svg, 'image/svg+xml');
  };
  return (
    <Button size="small" onClick={save}>
      <Download aria-hidden="true" /> SVG
    </Button>
  );
}
