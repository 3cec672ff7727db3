import { describe, expect, it } from '@jest/globals';
import { filterableNames, statusesNamed, statusNameOf } from './status-names.js';
import { uploadStatuses } from './upload-states.js';

describe('the names of the uploads face', () => {
  it.each([
    ['PENDING', 'PENDING'],
    ['UPLOADING', 'IN_PROGRESS'],
    ['SCANNING', 'PROCESSING'],
    ['AVAILABLE', 'COMPLETED'],
    ['REJECTED', 'FAILED'],
    ['EXPIRED', 'FAILED'],
    ['CANCELED', 'CANCELED'],
  ] as const)('call %s %s', (status, name) => {
    expect(statusNameOf({ status })).toBe(name);
    expect(statusesNamed(name)).toContain(status);
    expect(filterableNames).toContain(name);
  });

  it('find each status but DELETED under exactly one name', () => {
    const found = filterableNames.flatMap(statusesNamed);
    expect(found.sort()).toEqual(uploadStatuses.filter((status) => status !== 'DELETED').sort());
  });

  it('take the names of other systems, which find nothing here', () => {
    expect(filterableNames).toContain('SKIPPED');
    expect(statusesNamed('SKIPPED')).toEqual([]);
    expect(statusesNamed('no such name')).toEqual([]);
  });
});
