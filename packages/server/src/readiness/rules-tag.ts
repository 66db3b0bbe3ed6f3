// Owns how the script tag is recognised in a page that anybody may have written. Pure.

const TAG_LENGTH_MAX = 2_000;
const TRACKER_SOURCE = /\/affitor-tracker(?:-uat|-local)?\.js(?:[?#]|$)/;

/** What a page says about the tracker: ours, somebody else's, or nothing. */
export function findTracker(
  html: string,
  programId: number,
): 'installed' | 'other_program' | 'missing' {
  const named: (string | null)[] = [];
  for (const tag of scriptTags(html)) {
    if (!TRACKER_SOURCE.test(attributeOf(tag, 'src') ?? '')) continue;
    named.push(attributeOf(tag, 'data-affitor-(?:program-id|program)'));
  }
  if (named.length === 0) return 'missing';
  return named.includes(String(programId)) ? 'installed' : 'other_program';
}

/** The attributes of every script tag outside of comments. Each character is looked at once. */
function* scriptTags(html: string): Iterable<string> {
  const lower = html.toLowerCase();
  const next = (text: string, from: number) => {
    const found = lower.indexOf(text, from);
    return found === -1 ? lower.length : found;
  };
  let comment = next('<!--', 0);
  let script = next('<script', 0);
  while (script < lower.length) {
    if (comment < script) {
      const end = next('-->', comment);
      comment = next('<!--', end);
      if (script < end) script = next('<script', end);
      continue;
    }
    const end = next('>', script);
    yield html.slice(script + '<script'.length, Math.min(end, script + TAG_LENGTH_MAX));
    script = next('<script', end);
  }
}

function attributeOf(tag: string, name: string): string | null {
  const pattern = `(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`;
  const match = new RegExp(pattern, 'i').exec(tag);
  return match ? (match[1] ?? match[2] ?? match[3] ?? '').trim() : null;
}
