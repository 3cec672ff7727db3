import { whyDiskIsFull } from '../../platform/embedded/disk-space.js';
import { Errors } from '../../shared/errors/errors.js';
import { PingProbe } from './health-probe.js';

/** The disk of DATA_DIR, for a process that keeps a database or a store there. */
export function diskProbe(dataDir: string): PingProbe {
  const check = async () => {
    const why = await whyDiskIsFull(dataDir);
    if (why) throw Errors.unavailable(`The disk of DATA_DIR ${why}. Free space on it.`);
  };
  return new PingProbe('disk', check, { noun: 'The disk of DATA_DIR' });
}
