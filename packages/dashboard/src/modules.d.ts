// Owns the types of what the build makes: tables of the contract, and style sheets.
declare module 'virtual:operations' {
  /** Method and path of every operation, by its id. */
  export const routes: Readonly<Record<string, readonly [method: string, path: string]>>;
}

declare module 'virtual:remedies' {
  /** What to do about each error of the catalogue, by its code. */
  export const remedies: Readonly<Record<string, string>>;
}

declare module '*.css';
