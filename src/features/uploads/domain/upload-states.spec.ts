import { describe, expect, it } from '@jest/globals';
import { isOpen, mayHappen, uploadStatuses, uploadTransitions, type UploadStatus } from './upload-states.js';

const edges = Object.values(uploadTransitions).flatMap(({ from, to }) =>
  from.map((f) => [f as UploadStatus, to] as const),
);

describe('the life of an upload', () => {
  it('reaches every status from PENDING', () => {
    const reached = new Set<UploadStatus>(['PENDING']);
    for (let grown = true; grown;) {
      const next = edges.filter(([from, to]) => reached.has(from) && !reached.has(to)).map(([, to]) => to);
      next.forEach((status) => reached.add(status));
      grown = next.length > 0;
    }
    expect([...reached].sort()).toEqual([...uploadStatuses].sort());
  });

  it('ends only in DELETED', () => {
    const dead = uploadStatuses.filter((status) => !edges.some(([from]) => from === status));
    expect(dead).toEqual(['DELETED']);
  });

  it('lets nothing become readable but through admission or an explicit release', () => {
    const doors = Object.entries(uploadTransitions).filter(([, t]) => t.to === 'AVAILABLE');
    expect(doors.map(([event]) => event)).toEqual(['admit', 'release']);
    expect(uploadTransitions.admit.from).toEqual(['SCANNING']);
  });

  it('expires only what waits for bytes, and only when its deadline is over', () => {
    expect(uploadTransitions.expire).toMatchObject({ from: ['PENDING', 'UPLOADING'], when: 'deadline-over' });
  });

  it('lists the statuses that have a reservation', () => {
    expect(uploadStatuses.filter(isOpen)).toEqual(['PENDING', 'UPLOADING', 'SCANNING']);
    expect(mayHappen('cancel', 'AVAILABLE')).toBe(false);
    expect(mayHappen('remove', 'CANCELED')).toBe(true);
  });
});
