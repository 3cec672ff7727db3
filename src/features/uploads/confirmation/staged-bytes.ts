import { Injectable } from '@nestjs/common';
import { ObjectStore, type UploadedPart } from '../../../platform/object-store/object-store.js';
import { missingParts, planOf } from '../domain/multipart-plan.js';
import { stagingKey } from '../domain/object-key.js';
import { bytesOf } from '../domain/unsized-parts.js';
import { isWhole } from '../domain/received-bytes.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { Upload } from '../domain/upload.js';
import { ReceivedBytesRepository } from '../records/received-bytes.repository.js';

/** What staging holds of an upload: all of its bytes, or not yet. */
export type StagedState =
  { complete: true; etag: string | null; parts: UploadedPart[] | null } | { complete: false; missing: number[] | null };

const notYet: StagedState = { complete: false, missing: null };

/** Finds out whether an upload's bytes are in staging, in one object or in parts. Changes nothing in the store. */
@Injectable()
export class StagedBytes {
  /** Looks that are under way, by upload. */
  private readonly looks = new Map<string, Promise<StagedState>>();

  constructor(
    private readonly store: ObjectStore,
    private readonly received: ReceivedBytesRepository,
  ) {}

  /** For a client: it looks after the client's request came, so that bytes which arrived before it are found. */
  check(upload: Upload): Promise<StagedState> {
    const look = this.look(upload).finally(() => {
      if (this.looks.get(upload.id) === look) this.looks.delete(upload.id);
    });
    this.looks.set(upload.id, look);
    return look;
  }

  /** For hints: shares a look that is under way, unless it finds nothing: the bytes may have arrived after it began. */
  async checkShared(upload: Upload): Promise<StagedState> {
    const shared = await this.looks.get(upload.id)?.catch(() => undefined);
    return shared?.complete ? shared : this.check(upload);
  }

  /** The stored parts; `null` once their session is gone, and with it their URLs. */
  async partsOf(upload: Upload): Promise<UploadedPart[] | null> {
    return upload.multipartId === null ? [] : this.store.listParts(stagingKey(upload), upload.multipartId);
  }

  /** Whether parts that no plan bounds have more bytes than were reserved for them. */
  async hasOutgrown(upload: Upload): Promise<boolean> {
    if (upload.method !== 'MULTIPART_UNSIZED' || upload.multipartId === null) return false;
    return bytesOf((await this.partsOf(upload)) ?? []) > upload.reservedBytes;
  }

  /** Whether there is an object at the staging key, whatever the upload's status. */
  async holdsObject(upload: Upload): Promise<boolean> {
    return (await this.store.head(stagingKey(upload))) !== null;
  }

  /** Bytes of the file: as admission found them, else as declared, else those in staging. `null`: no longer there. */
  async sizeOf(upload: Upload): Promise<number | null> {
    const known = upload.size ?? upload.declaredSize;
    return known ?? (await this.store.head(stagingKey(upload)))?.size ?? null;
  }

  private async look(upload: Upload): Promise<StagedState> {
    const { completedBy } = uploadMethods[upload.method];
    if (completedBy === 'request') return notYet;
    if (completedBy === 'receipt') return this.checkReceipt(upload);
    const plan = planOf(upload);
    const parts = plan && (await this.partsOf(upload));
    if (!plan || !parts) return this.checkObject(upload);
    const missing = missingParts(plan, parts);
    // Parts that do not fit the plan count as complete here: admission refuses them.
    return missing.length === 0 ? { complete: true, etag: null, parts } : { complete: false, missing };
  }

  private async checkObject(upload: Upload): Promise<StagedState> {
    const object = await this.store.head(stagingKey(upload));
    return object ? { complete: true, etag: object.etag, parts: null } : notYet;
  }

  private async checkReceipt(upload: Upload): Promise<StagedState> {
    const received = await this.received.find(upload);
    return isWhole(received, upload.declaredSize) ? { complete: true, etag: null, parts: null } : notYet;
  }
}
