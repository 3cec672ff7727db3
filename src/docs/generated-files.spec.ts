import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../boot/package-file.js';
import { staleFiles } from './stale-files.js';

/** In a process of its own: the modules of other specs declare samples of metrics and types. */
const GENERATE = `
  const { generatedFiles } = await import('./dist/src/docs/generated-files.js');
  process.stdout.write(JSON.stringify(await generatedFiles()));`;

const committed = (path: string) => readFileSync(packageFile(path), 'utf8');
const SDL = 'docs/generated/schema.gql';
const OPENAPI = 'docs/generated/openapi.json';

describe('the generated files', () => {
  let files: Record<string, string>;

  beforeAll(() => {
    const args = ['--input-type=module', '--eval', GENERATE];
    const printed = execFileSync(process.execPath, args, { cwd: packageFile('.'), maxBuffer: 64 * 1024 * 1024 });
    files = JSON.parse(printed.toString()) as Record<string, string>;
  });

  it('are several', () => expect(Object.keys(files).length).toBeGreaterThan(5));

  it('are what the code says: after a change run "npm run docs:generate" and commit', () => {
    expect(staleFiles(files, committed)).toEqual([]);
  });

  it.each([
    ['a field that is gone', SDL, /^ {2}unlinkIdentity\(.*\n/m, ''],
    ['a type that became optional', SDL, /: ID!$/m, ': ID'],
    ['a description', SDL, /"""The caller and/, '"""A caller and'],
    ['a route that is gone', OPENAPI, '"/v1/me":', '"/v1/you":'],
    ['a field that is no longer required', OPENAPI, /"required": \[\s*"[a-z_]+",/, '"required": ['],
    ['another status', OPENAPI, /"409":/, '"410":'],
    ['a last line', OPENAPI, /\n$/, '\nmore\n'],
  ] as const)('are found to be stale by %s of %s', (_, path, from, to) => {
    const changed = committed(path).replace(from, to);
    expect(changed).not.toBe(committed(path));
    const stale = staleFiles(files, (one) => (one === path ? changed : committed(one)));
    expect(stale).toMatchObject([{ path }]);
    expect(stale[0]!.committed).not.toBe(stale[0]!.generated);
  });

  it('are the same on a system that ends lines with CR and LF', () => {
    expect(staleFiles(files, (path) => committed(path).replaceAll('\n', '\r\n'))).toEqual([]);
  });
});
