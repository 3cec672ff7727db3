import { describe, expect, it } from '@jest/globals';
import type { CheckResult, StoreReport } from '../../platform/object-store/probe/store-report.js';
import { renderReport } from './render-report.js';

const check = (name: string, more: Partial<CheckResult>) =>
  ({ name, essential: false, verdict: 'enforced', detail: 'It does.', without: 'Less.', ...more }) as CheckResult;

const report = (...checks: CheckResult[]) =>
  ({
    ...{
      bucket: 'files',
      endpointHost: 'store.example',
      region: 'eu-west-1',
      durationMs: 100,
      clockOffsetMs: 0,
      checks,
    },
    ...{ cors: { state: 'applied', apply: {} }, lifecycle: { state: 'applied', apply: {} } },
  }) as unknown as StoreReport;

const reached = check('bucket', { essential: true });
const lineOf = (name: string, more: Partial<CheckResult>) =>
  renderReport(report(reached, check(name, more)))
    .split('\n')
    .find((line) => line.includes(` ${name} `));

describe('a check in the report of the doctor', () => {
  it.each<[string, Partial<CheckResult>, string]>([
    ['holds', {}, '✓'],
    ['does not hold, and has to', { verdict: 'not_enforced', essential: true }, '✗'],
    ['is not supported, and has to be', { verdict: 'unsupported', essential: true }, '✗'],
    ['does not hold, and need not', { verdict: 'not_enforced' }, '–'],
    ['is not supported, and need not be', { verdict: 'unsupported' }, '–'],
    ['is not known', { verdict: 'error', essential: true }, '?'],
  ])('that %s', (_, more, mark) => {
    expect(lineOf('copy_sha256', more)).toMatch(new RegExp(`^  ${mark.replace('?', '\\?')} copy_sha256 `));
  });
});

describe('a bucket that cannot be used', () => {
  it('is all that the report says', () => {
    const unreached = check('bucket', { essential: true, verdict: 'error', detail: 'There is no such bucket.' });
    expect(renderReport(report(unreached, check('cors', { verdict: 'error' })))).toBe(
      '✗ The bucket files at store.example, region eu-west-1, cannot be used. There is no such bucket.',
    );
  });
});

describe('a configuration that is not needed', () => {
  it('is not printed', () => {
    const needless = { state: 'not_needed', apply: { CORSRules: [] } } as const;
    const text = renderReport({ ...report(reached), cors: needless });
    expect(text).toContain('CORS configuration: none needed.');
    expect(text).not.toContain('CORSRules');
  });
});
