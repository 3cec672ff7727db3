#!/usr/bin/env node
// Older versions of Node fail in words that help little: this file runs on any of them, and says what is needed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 12)) await import('../dist/main.js');
else {
  console.error(`airlock needs Node 22.12 or newer, this is ${process.versions.node}. Install Node 24.`);
  process.exitCode = 1;
}
