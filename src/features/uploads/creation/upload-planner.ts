import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { StoreCapabilities } from '../../../platform/object-store/store-capabilities.js';
import type { Actor } from '../../../shared/actor.js';
import { newId } from '../../../shared/ids.js';
import type { Bucket } from '../../buckets/index.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { planUpload, type UploadPlan } from './plan-upload.js';

/** Plans uploads by what the configured store and scanner are known to be able to do. */
@Injectable()
export class UploadPlanner {
  constructor(
    private readonly store: StoreCapabilities,
    private readonly scanner: MalwareScanner,
  ) {}

  plan(actor: Actor, bucket: Bucket, asked: AskedUpload, id = newId('upl')): UploadPlan {
    const { store, scanner } = this;
    return planUpload(asked, { actor, bucket, store, scanner, id, at: new Date() });
  }
}
