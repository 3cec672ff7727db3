import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { beginSpan, inSpan, isTracing, type SpanOptions } from '../../../platform/tracing/trace.js';
import { leastIdAt } from '../../../shared/ids.js';
import { tracesOf } from './upload-traces.queries.js';

/** What a span is about. */
type About = Pick<SpanOptions, 'attributes'>;

/** Goes on with the traces in which uploads were created, where this process traces. */
@Injectable()
export class UploadTraces {
  constructor(private readonly database: Database) {}

  /** Runs `work` for an upload in a span of the trace in which it was created. */
  goOn<T>(name: string, { id }: { id: string }, about: About, work: () => Promise<T>): Promise<T> {
    return isTracing() ? this.goOnIn(name, id, about, work) : work();
  }

  private async goOnIn<T>(name: string, id: string, about: About, work: () => Promise<T>): Promise<T> {
    const continues = (await tracesOf(this.database, [id])).get(id);
    return inSpan(name, optionsFor(id, about, continues), work);
  }

  /** Records what one call did for several uploads: a span in the trace of each, from `startedAt` to now. */
  async noteEach(name: string, uploads: readonly { id: string }[], startedAt: number): Promise<void> {
    const endedAt = Date.now();
    const ids = uploads.map(({ id }) => id);
    for (const [id, continues] of await tracesOf(this.database, ids))
      beginSpan(name, { ...optionsFor(id, {}, continues), startedAt })?.end(undefined, endedAt);
  }

  /** Forgets traces of uploads created before then, `most` at a time. Answers whether there may be more. */
  async forgetBefore(before: Date, most: number): Promise<boolean> {
    const first = leastIdAt('upl', before.getTime());
    const forgotten = await this.database.system.$executeRaw`
      DELETE FROM upload_traces WHERE upload_id IN (
        SELECT upload_id FROM upload_traces WHERE upload_id < ${first} ORDER BY upload_id LIMIT ${most})`;
    return forgotten === most;
  }
}

function optionsFor(id: string, { attributes }: About, continues: string | undefined): SpanOptions {
  return { kind: 'consumer', continues, attributes: { 'airlock.upload_id': id, ...attributes } };
}
