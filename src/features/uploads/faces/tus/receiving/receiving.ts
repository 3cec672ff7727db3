import type { Readable } from 'node:stream';
import { ERRORS } from '@tus/server';
import type { FaultPoints } from '../../../../../platform/faults/fault-points.js';
import {
  MultipartRefusedError,
  type ObjectBody,
  ObjectChangedError,
  type ObjectStore,
  type UploadedPart,
} from '../../../../../platform/object-store/object-store.js';
import { takeChunks } from '../../../../../platform/streams/take-chunks.js';
import { USUAL_PART_BYTES } from '../../../domain/multipart-plan.js';
import { stagingKey, tailKey } from '../../../domain/object-key.js';
import { leastPartBytes, type ReceivedBytes } from '../../../domain/received-bytes.js';
import { UploadErrors } from '../../../domain/upload.errors.js';
import type { OpenedUpload } from '../../../multipart/multipart-opener.js';
import type { ReceivedBytesRepository, WriteLock } from '../../../records/received-bytes.repository.js';
import type { PartBuffer } from '../../../streaming/part-buffer.js';
import type { PartBuffers } from '../../../streaming/part-buffers.js';
import { PartSender } from '../../../streaming/part-sender.js';
import { locked } from '../locks/upload-lock.js';
import { InOrder } from './in-order.js';

export interface ReceivingTools {
  store: ObjectStore;
  buffers: PartBuffers;
  received: ReceivedBytesRepository;
  faults: FaultPoints;
}

/**
 * The bytes of one request on their way to the store: cut into parts, each recorded after those before it. What is left at
 * the end is the last part, or a tail with which the next request begins.
 */
export class Receiving {
  private readonly sender: PartSender;
  private readonly recorded: InOrder<UploadedPart>;

  constructor(
    private readonly tools: ReceivingTools,
    private readonly upload: OpenedUpload,
    private readonly lock: WriteLock,
    private readonly before: ReceivedBytes,
  ) {
    const take = () => tools.buffers.take(upload.organizationId);
    const send = (partNumber: number, part: PartBuffer) => this.send(before.partCount + partNumber, part);
    this.sender = new PartSender({ partBytes: USUAL_PART_BYTES, take, send });
    this.recorded = new InOrder(before.partCount + 1, (part) => this.record(part));
  }

  async take(source: Readable): Promise<void> {
    try {
      await this.takeTail();
      await takeChunks(source, (chunk) => this.sender.write(chunk));
      await this.keepRest();
    } catch (error) {
      throw error instanceof MultipartRefusedError ? UploadErrors.gone('CANCELED', null) : error;
    } finally {
      await this.sender.close();
    }
  }

  /** The tail of the requests before comes first. One that another request has overwritten since is lost. */
  private async takeTail(): Promise<void> {
    const { tail } = this.before;
    if (!tail) return;
    const body = await this.tail(tail.etag);
    if (!body) {
      await this.tools.received.setTail(this.upload, this.lock, null);
      throw ERRORS.INVALID_OFFSET;
    }
    await takeChunks(body.stream, (chunk) => this.sender.write(chunk));
  }

  private async tail(etag: string): Promise<ObjectBody | null> {
    try {
      return await this.tools.store.get(tailKey(this.upload), { etag });
    } catch (error) {
      if (error instanceof ObjectChangedError) return null;
      throw error;
    }
  }

  private async keepRest(): Promise<void> {
    const { declaredSize, reservedBytes } = this.upload;
    const rest = await this.sender.rest();
    const isLast = this.before.partBytes + this.sender.size === declaredSize;
    if (isLast && this.before.partCount === 0) await this.sender.whole();
    if (isLast || (rest && rest.size >= leastPartBytes(reservedBytes))) await this.sender.finish();
    else if (rest && this.sender.size !== this.before.tail?.size) await this.keepTail(rest);
    if (isLast) await this.tools.faults.reached('tus.received');
  }

  private async keepTail(rest: PartBuffer): Promise<void> {
    const { store, received, faults } = this.tools;
    const target = { key: tailKey(this.upload), size: rest.size, contentType: 'application/octet-stream' };
    const { etag } = await store.put({ ...target, body: await rest.read() });
    await faults.reached('tus.tail-sent');
    if (!(await received.setTail(this.upload, this.lock, { size: rest.size, etag }))) throw locked;
    await faults.reached('tus.tail-recorded');
  }

  private async send(partNumber: number, part: PartBuffer): Promise<UploadedPart> {
    const { store, faults } = this.tools;
    const target = { key: stagingKey(this.upload), uploadId: this.upload.multipartId, partNumber };
    const sent = await store.putPart({ ...target, body: await part.read(), size: part.size });
    await faults.reached('tus.part-sent');
    await this.recorded.add(partNumber, sent);
    await faults.reached('tus.part-recorded');
    return sent;
  }

  /** Without the lock nothing is recorded: another request goes on from where this one was. */
  private async record(part: UploadedPart): Promise<void> {
    if (!(await this.tools.received.addPart(this.upload, this.lock, part))) throw locked;
  }
}
