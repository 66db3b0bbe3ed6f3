// Owns demo.json: the addresses and keys of the demo, readable by its user alone.
import fs from 'node:fs';
import path from 'node:path';
import type { MadeProgram } from './setup.js';

/** The login of the workspace's owner. */
export interface DemoOwner {
  email: string;
  password: string;
}

/** What the seeding made. */
export interface Seeded {
  management_key: string;
  owner: DemoOwner;
  programs: MadeProgram[];
}

export interface DemoFile extends Seeded {
  base_url: string;
  /** The example shop; null or absent while none is open. */
  storefront_url?: string | null;
  /** A partner's link to it. */
  storefront_link?: string | null;
}

/** Where the file of a data folder lies. */
export function demoFilePath(dataDir: string): string {
  return path.join(dataDir, 'demo.json');
}

/** The file of an earlier start; null when there is none or it cannot be read as one. */
export function readDemoFile(dataDir: string): DemoFile | null {
  try {
    return JSON.parse(fs.readFileSync(demoFilePath(dataDir), 'utf8')) as DemoFile;
  } catch {
    return null;
  }
}

/** Writes the file; a second start finds the old one whole or the new one whole. */
export function writeDemoFile(dataDir: string, file: DemoFile): void {
  const target = demoFilePath(dataDir);
  const draft = `${target}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(draft, target);
}
