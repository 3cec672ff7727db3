import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** Nothing but what the pages under test do: no sandbox, which root cannot have, and no requests of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why there is no browser to test with; `undefined` when there is, installed by this call if need be. */
export async function whyNoChromium(): Promise<string | undefined> {
  try {
    await promisify(execFile)(process.execPath, ['scripts/ensure-debian-package.mjs', 'chromium']);
    return undefined;
  } catch (error) {
    return (error as { stdout?: string }).stdout?.trim() || (error as Error).message;
  }
}

/** Debian's Chromium without a window, with a fresh profile. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}
