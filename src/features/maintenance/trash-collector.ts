import { Logger } from '@nestjs/common';
import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { ANY_SESSION, type DueTrash, TrashRepository } from '../blobs/index.js';

/**
 * Deletes the bytes that no blob owns: the only code that deletes objects. Workers share the trash by row locks. A batch is
 * one request to the store, and short enough to be repeated after a `kill -9`.
 */
@BackgroundJob({
  name: 'trash',
  intervalMs: 1_000,
  quietMs: 5_000,
  batch: 200,
  leaseSeconds: 0,
  wokenBy: ['scans'],
})
export class TrashCollector implements BackgroundJob {
  private readonly warning = new OccasionalWarning(new Logger('Trash'));

  constructor(
    private readonly trash: TrashRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  run({ batch }: Pick<JobRun, 'batch'>): Promise<boolean> {
    return this.trash.collect(batch, async (entries) => {
      await this.faults.reached('trash.taken');
      const failures = new Map([...(await this.removeObjects(entries)), ...(await this.abortSessions(entries))]);
      await this.faults.reached('trash.deleted');
      const [why] = failures.values();
      if (why) this.warning.warn(`${failures.size} deletions failed and are tried again later: ${why}`);
      return new Set(failures.keys());
    });
  }

  /** Answers which entries failed, and why. A key fails for itself; a store that does not answer fails them all. */
  private async removeObjects(entries: DueTrash[]): Promise<Map<bigint, string>> {
    const objects = entries.filter(({ multipartId }) => multipartId === null);
    const keys = [...new Set(objects.map(({ key }) => key))];
    try {
      const failed = await this.store.deleteMany(keys);
      return new Map(
        objects.flatMap(({ id, key }) => (failed.has(key) ? [[id, failed.get(key)!] as [bigint, string]] : [])),
      );
    } catch (error) {
      return new Map(objects.map(({ id }) => [id, (error as Error).message]));
    }
  }

  private async abortSessions(entries: DueTrash[]): Promise<Map<bigint, string>> {
    const failures = new Map<bigint, string>();
    const abort = async ({ id, key, multipartId }: DueTrash) => {
      if (multipartId === null) return;
      await this.abort(key, multipartId).catch((error: unknown) => failures.set(id, (error as Error).message));
    };
    await Promise.all(entries.map(abort));
    return failures;
  }

  /** A part under way during an abort may still land: the entry stays until the store says that the session is gone. */
  private async abort(key: string, multipartId: string): Promise<void> {
    if (multipartId === ANY_SESSION) return this.abortAllAt(key);
    await this.store.abortMultipart(key, multipartId);
    const left = await this.store.listParts(key, multipartId);
    if (left !== null) throw new Error(`The store still keeps ${left.length} parts of an aborted session.`);
  }

  private async abortAllAt(key: string): Promise<void> {
    for (const { uploadId } of await this.store.listMultiparts(key)) await this.abort(key, uploadId);
  }
}
