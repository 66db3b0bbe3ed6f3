// Owns what pages accept from the address bar: anything else is as if it were not there.

/** The parameters of an address, as they come. */
export type Search = Readonly<Record<string, unknown>>;

const TEXT_LENGTH_MAX = 512;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Leaves out what is undefined, so that an address carries only what was chosen. */
export function optional<Values extends Record<string, unknown>>(
  values: Values,
): { [Name in keyof Values]?: NonNullable<Values[Name]> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Values]?: NonNullable<Values[Name]> };
}

export function readText(search: Search, name: string): string | undefined {
  const value = search[name];
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '') return undefined;
  return text.slice(0, TEXT_LENGTH_MAX);
}

export function readChoice<const Choice extends string>(
  search: Search,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === search[name]);
}

export function readId(search: Search, name: string): number | undefined {
  const value = Number(search[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export function readDay(search: Search, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && DAY.test(value) ? value : undefined;
}

/** True, or as if it were not there. */
export function readFlag(search: Search, name: string): true | undefined {
  return search[name] === true || undefined;
}
