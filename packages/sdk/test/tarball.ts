// Owns the packed package for tests: packs it, installs it like a customer, runs tools on projects.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const packageFolder = path.resolve(import.meta.dirname, '..');
const { resolve } = createRequire(import.meta.url);

/** A file of an installed package, such as a command's script. */
export function toolFile(packageName: string, file: string): string {
  return path.join(path.dirname(resolve(`${packageName}/package.json`)), file);
}

/** Runs a script with this Node and answers with what it printed; fails with all it said. */
export async function runNode(cwd: string, args: string[], env: object = {}): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd,
      env: { ...process.env, NODE_ENV: undefined, ...env },
      maxBuffer: 16_777_216,
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout: string; stderr: string } & Error;
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

async function runNpm(cwd: string, args: string[]): Promise<void> {
  const startedBy = process.env.npm_execpath;
  if (startedBy && path.basename(startedBy) === 'npm-cli.js') {
    await runNode(cwd, [startedBy, ...args]);
    return;
  }
  await promisify(execFile)('npm', args, { cwd, shell: process.platform === 'win32' });
}

/** A file of a project, by its path. */
export type Files = Record<string, string>;

/** The packed package, and the folders that were made with it. */
export class Tarball {
  private folders: string[] = [];

  private constructor(
    readonly file: string,
    private readonly installedFolder: string,
  ) {}

  /** Packs the built package and installs it into an empty project, without the network. */
  static async pack(): Promise<Tarball> {
    const folder = await mkdtemp(path.join(tmpdir(), 'affitor sdk '));
    await runNpm(packageFolder, ['pack', '--ignore-scripts', '--pack-destination', folder]);
    const [name = ''] = await readdir(folder);
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
    await runNpm(folder, ['install', '--offline', '--no-audit', '--no-fund', `./${name}`]);
    const tarball = new Tarball(path.join(folder, name), folder);
    tarball.folders.push(folder);
    return tarball;
  }

  /** The names of everything that the installation put into node_modules. */
  async listInstalled(): Promise<string[]> {
    const names = await readdir(path.join(this.installedFolder, 'node_modules'));
    return names.filter((name) => !name.startsWith('.'));
  }

  /** Writes files into the empty project; nothing but the package can be imported there. */
  async addFiles(files: Files): Promise<string> {
    await writeFiles(this.installedFolder, files);
    return this.installedFolder;
  }

  /** A project that has the package and, by its place in this repository, our own tools. */
  async createProject(files: Files): Promise<string> {
    // In dist, which nothing publishes, commits or checks; not in node_modules, because bundlers
    // treat what lies there as foreign and finished.
    const folder = await mkdtemp(path.join(packageFolder, 'dist', 'test-project-'));
    this.folders.push(folder);
    const place = 'node_modules/@affitor/sdk';
    await cp(path.join(this.installedFolder, place), path.join(folder, place), { recursive: true });
    await writeFiles(folder, { 'package.json': '{ "private": true, "type": "module" }', ...files });
    return folder;
  }

  async remove(): Promise<void> {
    for (const folder of this.folders) await rm(folder, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}
