import os from 'node:os';
import { deny } from './deny.js';

/** What reaches other processes, the user or native code. Node's permission model says nothing about signals. */
export function denyProcess(): void {
  const signals = ['kill', '_kill', '_debugProcess', '_debugEnd'];
  const native = ['binding', '_linkedBinding', 'dlopen', 'execve'];
  const user = ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups', 'umask', 'chdir'];
  deny(process, [...signals, ...native, ...user, 'loadEnvFile'], 'This part of the process');
  if (process.report) deny(process.report, ['getReport', 'writeReport'], 'A report');
  deny(os, ['setPriority', 'networkInterfaces', 'hostname', 'userInfo'], 'This part of the system');
}
