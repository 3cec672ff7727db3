import { Injectable } from '@nestjs/common';
import { ObjectStore, type UploadedPart } from '../../../platform/object-store/object-store.js';
import { missingParts, planOf } from '../domain/multipart-plan.js';
import { stagingKey } from '../domain/object-key.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { Upload } from '../domain/upload.js';

/** What the store has of an upload: all of it, or not yet. */
export type Arrival =
  { complete: true; etag: string | null; parts: UploadedPart[] | null } | { complete: false; missing: number[] | null };

/** Looks whether an upload's bytes have arrived, in one piece or in parts. Changes nothing in the store. */
@Injectable()
export class ArrivalsService {
  constructor(private readonly store: ObjectStore) {}

  async look(upload: Upload): Promise<Arrival> {
    if (uploadMethods[upload.method].completedBy === 'request') return { complete: false, missing: null };
    const plan = planOf(upload);
    const parts = plan && (await this.partsOf(upload));
    if (!plan || !parts) return this.lookForObject(upload);
    const missing = missingParts(plan, parts);
    // Parts that do not fit the plan have arrived all the same: admission refuses them, as it does other lies.
    return missing.length === 0 ? { complete: true, etag: null, parts } : { complete: false, missing };
  }

  /** The parts that the store holds; `null` once their session is gone, and with it their URLs. */
  async partsOf(upload: Upload): Promise<UploadedPart[] | null> {
    return upload.multipartId === null ? [] : this.store.listParts(stagingKey(upload), upload.multipartId);
  }

  /** Whether an object lies where the URLs lead, whatever became of the upload. */
  async holdsObject(upload: Upload): Promise<boolean> {
    return (await this.store.head(stagingKey(upload))) !== null;
  }

  private async lookForObject(upload: Upload): Promise<Arrival> {
    const object = await this.store.head(stagingKey(upload));
    return object ? { complete: true, etag: object.etag, parts: null } : { complete: false, missing: null };
  }
}
