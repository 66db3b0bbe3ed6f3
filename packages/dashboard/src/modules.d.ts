// Owns the types of what the build makes: tables of the contract, and style sheets.
declare module 'virtual:operations' {
  /** Method and path of every operation, by its id. */
  const routes: Readonly<Record<string, readonly [method: string, path: string]>>;
  export default routes;
}

declare module 'virtual:remedies' {
  /** What to do about each error of the catalogue, by its code. */
  const remedies: Readonly<Record<string, string>>;
  export default remedies;
}

declare module '*.css';
