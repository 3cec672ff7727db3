import { beforeEach, describe, expect, it } from '@jest/globals';
import { HealthLog } from './health-log.js';
import type { PartHealth } from './readiness.js';

const up: PartHealth = { state: 'up', latencyMs: 1, detail: 'a remark' };
const down = (detail: string): PartHealth => ({ state: 'down', latencyMs: 1, detail });

describe('the log of the health', () => {
  let said: string[];
  let log: HealthLog;
  beforeEach(() => {
    said = [];
    log = new HealthLog({ warn: (text: string) => said.push(text), log: (text: string) => said.push(text) });
  });

  it('says nothing while everything is up', () => {
    for (let round = 0; round < 3; round++) log.note({ database: up, storage: up });
    expect(said).toEqual([]);
  });

  it('says once that a part is down, and once that it is back', () => {
    log.note({ database: up });
    for (let round = 0; round < 3; round++) log.note({ database: down('Nothing listens.'), storage: up });
    for (let round = 0; round < 3; round++) log.note({ database: up });
    expect(said).toEqual([
      'database is down: Nothing listens.',
      expect.stringMatching(/^database is up again, after \d+ s$/),
    ]);
  });

  it('says another cause once per outage, also when causes take turns', () => {
    for (let round = 0; round < 3; round++)
      for (const cause of ['Refused.', 'No answer.']) log.note({ storage: down(cause) });
    expect(said).toEqual(['storage is down: Refused.', 'storage is down: No answer.']);
    log.note({ storage: up });
    log.note({ storage: down('Refused.') });
    expect(said.slice(3)).toEqual(['storage is down: Refused.']);
  });
});
