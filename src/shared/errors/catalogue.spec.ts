import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../boot/package-file.js';
import { errorCatalogue, errorCodes, catalogued, faces } from './catalogue.js';

/** They end where they are made: a worker that waits, a probe that reports. */
const internal = ['SCANNER_UNAVAILABLE', 'ISSUER_UNAVAILABLE', 'NO_ANSWER'];

const THROWN = /new DomainError\(\s*'([\w-]+)',\s*'([\w-]+)'/g;

/** Kind and code of every error that the sources name. */
function thrown(): [kind: string, code: string][] {
  const paths = globSync('src/**/*.ts', { cwd: packageFile('.') }).filter((path) => !path.endsWith('.spec.ts'));
  const texts = paths.map((path) => readFileSync(packageFile(path), 'utf8'));
  return texts.flatMap((text) =>
    [...text.matchAll(THROWN)].map(([, kind, code]) => [kind!, code!] as [string, string]),
  );
}

describe('the catalogue of errors', () => {
  it('has every code that is thrown, under its kind', () => {
    const found = thrown().filter(([, code]) => !internal.includes(code));
    expect(found.length).toBeGreaterThan(50);
    for (const [kind, code] of found) {
      // On the form API a type that is not allowed is 400.
      const expected = [code, code === 'UNSUPPORTED_TYPE' && kind === 'invalid' ? kind : catalogued(code)?.kind];
      expect(expected).toEqual([code, kind]);
    }
  });

  it('has no code that is never thrown', () => {
    const codes = new Set(thrown().map(([, code]) => code));
    expect(errorCodes.filter((code) => !codes.has(code) && code !== 'INTERNAL')).toEqual([]);
  });

  it.each(Object.entries(errorCatalogue))('explains %s', (_code, entry) => {
    expect(entry.title).toMatch(/^[A-Z][^.]+$/);
    for (const text of [entry.cause, entry.remedy]) expect(text).toMatch(/^[A-Z].{20,}[^.]\.$/);
    for (const face of 'faces' in entry ? entry.faces : []) expect(faces).toContain(face);
  });

  it('has no code by the name of a method', () => {
    expect(catalogued('constructor')).toBeUndefined();
  });
});
