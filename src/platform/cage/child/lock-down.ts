import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { Readable, Writable } from 'node:stream';
import { STDERR_FD } from '../protocol.js';
import { deny } from './deny.js';
import { denyNetwork } from './deny-network.js';

/** What libraries may print. The rest is dropped: the parent kills a process that prints much more. */
const PRINTED_BYTES = 64 * 1024;

/**
 * Takes from this process what Node's permission model leaves it. Runs before the program is imported. Nothing can undo it:
 * the native functions are no longer referenced from anywhere.
 */
export function lockDown(): void {
  denyNetwork();
  denyProcess();
  replaceStreams();
  emptyEnvironment();
  syncBuiltinESMExports();
}

/** What reaches other processes, the user, native code or the description of this machine. */
function denyProcess(): void {
  const signals = ['kill', '_kill', '_debugProcess', '_debugEnd'];
  const native = ['binding', '_linkedBinding', 'dlopen', 'execve'];
  const user = ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups', 'umask', 'loadEnvFile'];
  deny(process, [...signals, ...native, ...user], 'This part of the process');
  if (process.report) deny(process.report, ['getReport', 'writeReport'], 'A report');
  deny(os, ['setPriority', 'networkInterfaces', 'hostname', 'userInfo'], 'This part of the system');
}

/** It starts empty, but for what the shell that sets the limits adds, such as PWD. */
function emptyEnvironment(): void {
  // eslint-disable-next-line no-restricted-properties -- nothing is read
  const { env } = process;
  for (const name of Object.keys(env)) delete env[name];
}

/** Node's own streams would be sockets. What is printed goes to the tail that the parent keeps for its log. */
function replaceStreams(): void {
  let left = PRINTED_BYTES;
  const print = new Writable({
    write(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left >= 0) writeSync(STDERR_FD, chunk);
      done();
    },
  });
  const fixed = (value: object) => ({ value, writable: false, configurable: false, enumerable: true });
  const streams = { stdin: fixed(Readable.from([])), stdout: fixed(print), stderr: fixed(print) };
  Object.defineProperties(process, streams);
}
