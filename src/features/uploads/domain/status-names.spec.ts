import { describe, expect, it } from '@jest/globals';
import { filterableNames, foreignStatusNames, statusesNamed, statusNameOf, uploadStatusNames } from './status-names.js';
import { uploadStatuses } from './upload-states.js';

describe('the names of statuses in the uploads API', () => {
  it.each([
    ['PENDING', 'PENDING'],
    ['UPLOADING', 'IN_PROGRESS'],
    ['SCANNING', 'PROCESSING'],
    ['AVAILABLE', 'COMPLETED'],
    ['REJECTED', 'FAILED'],
    ['EXPIRED', 'FAILED'],
    ['CANCELED', 'CANCELED'],
  ] as const)('call %s %s', (status, name) => {
    expect(statusNameOf({ status, statusReason: null })).toBe(name);
    expect(statusesNamed(name).statuses).toContain(status);
    expect(filterableNames).toContain(name);
  });

  it('distinguish an admitted file with errors from the others', () => {
    expect(statusNameOf({ status: 'AVAILABLE', statusReason: 'x' })).toBe('COMPLETED_WITH_ERRORS');
    expect(statusNameOf({ status: 'REJECTED', statusReason: 'x' })).toBe('FAILED');
    expect(statusesNamed('COMPLETED_WITH_ERRORS')).toEqual({ statuses: ['AVAILABLE'], hasErrors: true });
    expect(statusesNamed('COMPLETED')).toEqual({ statuses: ['AVAILABLE'], hasErrors: false });
  });

  it('find each status but DELETED under exactly one name', () => {
    const found = filterableNames.flatMap((name) =>
      name === 'COMPLETED_WITH_ERRORS' ? [] : statusesNamed(name).statuses,
    );
    expect(found.sort()).toEqual(uploadStatuses.filter((status) => status !== 'DELETED').sort());
  });

  it('take the names of other systems, which find nothing here', () => {
    expect(filterableNames).toContain('SKIPPED');
    expect(foreignStatusNames.flatMap((name) => statusesNamed(name).statuses)).toEqual([]);
    for (const name of uploadStatusNames) expect(statusesNamed(name).statuses).not.toEqual([]);
    expect(statusesNamed('SKIPPED').statuses).toEqual([]);
    expect(statusesNamed('no such name').statuses).toEqual([]);
  });
});
