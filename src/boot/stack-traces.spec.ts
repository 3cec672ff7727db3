import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const built = (name: string) => new URL(name, import.meta.url).href;

describe('stack traces', () => {
  it('name the source file and line, also after an await, and keep what has no map', () => {
    const program = `
      import { translateStackTraces } from '${built('./stack-traces.js')}';
      import { packageFile } from '${built('./package-file.js')}';
      translateStackTraces();
      try { packageFile(Symbol()); } catch (error) { console.log(error.stack); }
      const plain = new Error('plain'); plain.name = 'Named';
      console.log(await Promise.reject(plain).catch((error) => error.stack));
      console.log(Object.assign(new Error(), { toString() { throw new Error('no text'); } }).stack);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(output).toContain('TypeError: Cannot convert a Symbol value to a string\n    at packageFile (');
    expect(output).toContain(`${fileURLToPath(new URL('../../../src/boot/package-file.ts', import.meta.url))}:6:`);
    expect(output).toMatch(/\nNamed: plain\n {4}at .*\[eval1\]:6:/);
    expect(output).toMatch(/\nError\n {4}at /);
  });
});
