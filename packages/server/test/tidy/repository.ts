// Owns the rules about files other than code: lockfile, decision pages, migrations, addresses.
import { type FileRule, type Finding, isCode, type TextFile } from './tree.js';

const MACHINE_PATH = /(?<![\w.])\/(?:work|home|Users)\/[\w.-]+|\b[A-Z]:\\Users\\/;

/** A path of somebody's machine is wrong on every other one. */
export const machinePaths: FileRule = (file) => {
  return file.text.split('\n').flatMap((text, index): Finding[] => {
    const found = MACHINE_PATH.exec(text)?.[0];
    if (!found) return [];
    const message = `${found} exists on one machine only: derive it, or name it in general terms.`;
    return [{ rule: 'machine-path', path: file.path, line: index + 1, message }];
  });
};

interface LockEntry {
  link?: boolean;
  /** Travels inside the package that brings it, whose hash covers it. */
  inBundle?: boolean;
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

/** The lockfile works behind any mirror, on every platform, and proves what was downloaded. */
export const lockfile: FileRule = (file) => {
  if (file.path !== 'package-lock.json') return [];
  const { packages } = JSON.parse(file.text) as { packages: Record<string, LockEntry> };
  const say = (message: string): Finding => ({
    rule: 'lockfile',
    path: file.path,
    line: 1,
    message,
  });
  return Object.entries(packages).flatMap(([name, entry]) => {
    const findings: Finding[] = [];
    if (entry.resolved?.includes('://')) {
      findings.push(say(`${name} names a registry: lock anew with the settings of .npmrc.`));
    }
    const isProven = entry.link || entry.inBundle || entry.integrity;
    if (name.startsWith('node_modules/') && !isProven) {
      findings.push(say(`${name} has no integrity hash: lock anew.`));
    }
    for (const needed of Object.keys(entry.optionalDependencies ?? {})) {
      if (`node_modules/${needed}` in packages || `${name}/node_modules/${needed}` in packages) {
        continue;
      }
      const remedy = 'delete node_modules and package-lock.json and run npm install';
      findings.push(say(`${needed} is missing, so npm ci fails: ${remedy}.`));
    }
    return findings;
  });
};

/** Decision pages are numbered 0001, 0002, … so that one can be cited and none has vanished. */
export function decisionNumbers(files: TextFile[]): Finding[] {
  const pages = files
    .map((file) => file.path)
    .filter((path) => path.startsWith('docs/decisions/') && !path.endsWith('/README.md'))
    .sort();
  return pages.flatMap((path, index): Finding[] => {
    const expected = String(index + 1).padStart(4, '0');
    if (new RegExp(`^docs/decisions/${expected}-[a-z0-9-]+\\.md$`).test(path)) return [];
    const message = `expected the page ${expected}-words.md here: no gap, no double.`;
    return [{ rule: 'decision-number', path, line: 1, message }];
  });
}

/** A cast is no column: `day::timestamp at time zone 'UTC'` gives a time with its zone. */
const LOOSE_TYPE =
  /(?<!::)\b(?:timestamp(?!\s+with\s+time)(?=[\s,)]|$)|real|double|float\d?|money)\b/i;

/** Times carry their zone and money is an integer, in every table. */
export const looseColumns: FileRule = (file) => {
  if (!/\/migrations\/.+\.sql$/.test(file.path)) return [];
  return file.text.split('\n').flatMap((line, index): Finding[] => {
    const sql = line.replace(/--.*$/, '').replace(/'[^']*'/g, "''");
    const found = LOOSE_TYPE.exec(sql)?.[0];
    if (!found) return [];
    const message = `${found} as a type: use timestamptz for times, bigint minor units for money.`;
    return [{ rule: 'loose-column', path: file.path, line: index + 1, message }];
  });
};

/** Text files end with a line break and use LF only, on every platform. */
export const lineEndings: FileRule = (file) => {
  if (!isCode(file.path) && !/\.(?:sql|md|json|ya?ml)$/.test(file.path)) return [];
  if (file.text === '' || (file.text.endsWith('\n') && !file.text.includes('\r'))) return [];
  const message = 'must use LF and end with a line break; .editorconfig says so to editors.';
  return [{ rule: 'line-ending', path: file.path, line: 1, message }];
};
