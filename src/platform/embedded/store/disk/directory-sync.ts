import fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { flush } from './flush.js';

/** Flushes that have not begun, by directory: a change that is made now is part of them. */
const collecting = new Map<string, Promise<void>>();
/** The last flush that has begun, by directory. */
const running = new Map<string, Promise<unknown>>();

/**
 * Makes renames, links and removals in a directory survive a power failure. Changes share a flush: it begins when the
 * current turn of the event loop is over, or when the running flush of the directory is, whichever is later.
 */
export function syncDirectory(directory: string): Promise<void> {
  // Windows flushes directories itself and cannot open them.
  if (process.platform === 'win32') return Promise.resolve();
  const shared = collecting.get(directory);
  if (shared) return shared;
  const next = begin(directory, running.get(directory) ?? turn());
  collecting.set(directory, next);
  return next;
}

async function begin(directory: string, after: Promise<unknown>): Promise<void> {
  await after;
  collecting.delete(directory);
  const flushed = flushDirectory(directory);
  const ended = flushed.catch(() => undefined);
  running.set(directory, ended);
  try {
    await flushed;
  } finally {
    if (running.get(directory) === ended) running.delete(directory);
  }
}

async function flushDirectory(directory: string): Promise<void> {
  const descriptor = fs.openSync(directory, 'r');
  try {
    await flush(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
