import { describe, expect, it } from '@jest/globals';
import { safeName } from './safe-name.js';

describe('a file name of a server', () => {
  it.each([
    ['../../.ssh/authorized_keys', 'authorized_keys'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\evil.dll', 'evil.dll'],
    ['..', '__'],
    ['.', '_'],
    ['', 'file'],
    ['a/', 'file'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['--force', '__force'],
    ['~root', '_root'],
    ['a\x00b\x1b[2J\n.txt', 'a_b_[2J_.txt'],
    ['invoice\u202efdp.exe', 'invoice_fdp.exe'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['what? a <name>: "b" | *.txt', 'what_ a _name__ _b_ _ _.txt'],
    ['end. . ', 'end'],
    ['Prüfbericht (final) 写真.pdf', 'Prüfbericht (final) 写真.pdf'],
  ])('%j is written as %j', (name, safe) => expect(safeName(name)).toBe(safe));

  it('fits every file system, and keeps its extension', () => {
    const name = safeName(`${'写'.repeat(300)}.tar`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^写+\.tar$/);
  });
});
