// Owns the lock that keeps two bootstraps from installing or building over each other.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ReadableError, rootFolder } from './repository.mjs';

const LOCK = path.join(rootFolder, '.bootstrap.lock');
const POLL_MS = 250;
const HEARTBEAT_MS = 2_000;
/** Long enough for a laptop that slept through some heartbeats of a live holder. */
const STALE_AFTER_MS = 60_000;

/** Runs `work` while no other bootstrap of this clone installs or builds. */
export async function withLock(work) {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  await acquire(owner);
  const heartbeat = setInterval(() => {
    try {
      utimesSync(LOCK, new Date(), new Date());
    } catch {
      // Somebody cleaned the folder; the work itself is not harmed by a missing lock file.
    }
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if (read(LOCK) === owner) rmSync(LOCK, { force: true });
  }
}

async function acquire(owner) {
  let isWaitingSaid = false;
  while (!create(LOCK, owner)) {
    if (removeIfStale()) continue;
    if (!isWaitingSaid) console.log('Another command is installing or building here; waiting …');
    isWaitingSaid = true;
    await pause(POLL_MS);
  }
}

/**
 * Only the holder of the second file may remove a stale lock. Without it, two waiters could both
 * judge the old lock stale and the slower one would remove the lock the faster one just took.
 */
function removeIfStale() {
  const seen = read(LOCK);
  if (seen === undefined) return true;
  if (!isStale(seen)) return false;
  const guard = `${LOCK}.removing`;
  if (!create(guard, seen)) {
    if (ageMs(guard) > STALE_AFTER_MS) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (read(LOCK) === seen) rmSync(LOCK, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
  return true;
}

function isStale(owner) {
  if (ageMs(LOCK) > STALE_AFTER_MS) return true;
  try {
    const { pid, host } = JSON.parse(owner);
    return host === hostname() && !isAlive(pid);
  } catch {
    // Created but not written yet, or damaged: its age decides.
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

function create(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    // Windows answers EPERM while a file of that name is being deleted.
    if (error.code === 'EEXIST' || (error.code === 'EPERM' && process.platform === 'win32')) {
      return false;
    }
    throw new ReadableError(
      `${rootFolder} cannot be written to (${error.code}). Run the command as the user who\n` +
        'owns the clone, or clone it into a folder of your own.',
    );
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function ageMs(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
