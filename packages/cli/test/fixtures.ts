// Owns the projects of the tests: copied where a test may change them, read as one picture.
import fs from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'fixtures');

/** Copies a project into a folder. */
export function copyFixture(name: string, into: string): void {
  fs.cpSync(path.join(FOLDER, name), into, { recursive: true });
}

export function readFixture(name: string, file: string): string {
  return fs.readFileSync(path.join(FOLDER, name, file), 'utf8');
}

/** Every file of a folder with its text and mode, for comparing. */
export function picture(folder: string, below = ''): Record<string, string> {
  const items = fs.readdirSync(path.join(folder, below), { withFileTypes: true });
  return Object.fromEntries(
    items
      .filter(({ name }) => name !== '.git')
      .flatMap((item): [string, string][] => {
        const name = below + item.name;
        if (item.isDirectory()) {
          return [[`${name}/`, ''], ...Object.entries(picture(folder, `${name}/`))];
        }
        const place = path.join(folder, name);
        const mode = (fs.statSync(place).mode & 0o777).toString(8);
        return [[name, `${mode} ${fs.readFileSync(place, 'utf8')}`]];
      }),
  );
}
