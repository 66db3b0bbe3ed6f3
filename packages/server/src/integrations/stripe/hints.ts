// Owns what a body says of itself before its signature is checked. It only orders the candidates.

const HINTS_MAX = 5;
const PROGRAM_ID_MAX = 2_147_483_647;

/** The programs and accounts that a body mentions, without reading it as anything. */
export function findHints(body: Buffer): { programIds: number[]; accountIds: string[] } {
  const text = body.toString('latin1');
  const programs = text.matchAll(/"program_id"\s*:\s*"(\d{1,10})"/g);
  const accounts = text.matchAll(/"account"\s*:\s*"(acct_\w{1,64})"/g);
  return {
    programIds: firstOf(programs)
      .map(Number)
      .filter((programId) => programId <= PROGRAM_ID_MAX),
    accountIds: firstOf(accounts),
  };
}

function firstOf(matches: Iterable<RegExpMatchArray>): string[] {
  const found = new Set<string>();
  for (const match of matches) {
    if (found.size === HINTS_MAX) break;
    found.add(match[1] ?? '');
  }
  return [...found];
}
