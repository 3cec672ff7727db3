import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../../../config/config.js';
import type { LeasedUpload } from '../../uploads/index.js';
import { LeaseLostError } from '../domain/admission.errors.js';
import { HeldLeases } from './held-leases.js';
import type { ScanLeaseRepository } from './scan-lease.repository.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const upload = (id: string) => ({ id, leaseToken: 'token' }) as LeasedUpload;

function scene(answer: (ids: string[]) => boolean[]) {
  const renewed: string[][] = [];
  const renew = async (uploads: LeasedUpload[]) => {
    const ids = uploads.map(({ id }) => id);
    renewed.push(ids);
    return answer(ids);
  };
  const config = { get: () => 30 } as unknown as Config;
  return { leases: new HeldLeases({ renew } as unknown as ScanLeaseRepository, config), renewed };
}

describe('the leases of a process', () => {
  it('are renewed together, every third of their time, while there are any', async () => {
    const { leases, renewed } = scene((ids) => ids.map(() => true));
    const [first, second] = [leases.hold(upload('a')), leases.hold(upload('b'))];
    await jest.advanceTimersByTimeAsync(10_000);
    first.release();
    await jest.advanceTimersByTimeAsync(10_000);
    second.release();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(renewed).toEqual([['a', 'b'], ['b']]);
    expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);
  });

  it('abort only the work whose lease was lost', async () => {
    const { leases } = scene((ids) => ids.map((id) => id !== 'b'));
    const [first, second] = [leases.hold(upload('a')), leases.hold(upload('b'))];
    await jest.advanceTimersByTimeAsync(10_000);
    expect(first.signal.aborted).toBe(false);
    expect(second.signal.reason).toBeInstanceOf(LeaseLostError);
  });

  it('go on while the database does not answer', async () => {
    const { leases, renewed } = scene(() => {
      throw new Error('no connection');
    });
    const { signal } = leases.hold(upload('a'));
    await jest.advanceTimersByTimeAsync(20_000);
    expect([renewed.length, signal.aborted]).toEqual([2, false]);
    leases.abortAll();
    expect(signal.aborted).toBe(true);
  });
});
