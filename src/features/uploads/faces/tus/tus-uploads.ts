import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../../shared/actor.js';
import { mayActOn } from '../../../../shared/rights.js';
import { ConfirmUploadService } from '../../confirmation/confirm-upload.service.js';
import { UploadErrors } from '../../domain/upload.errors.js';
import type { Upload } from '../../domain/upload.js';
import { ReceivedBytesRepository } from '../../records/received-bytes.repository.js';
import { UploadAccess } from '../../records/upload-access.js';
import { TerminationService } from '../../termination/termination.service.js';
import { UploadLocks } from './locks/upload-locks.js';
import { Receiver } from './receiving/receiver.js';
import { TusUpload, type TusUploadTools } from './tus-upload.js';

/** Finds the upload of a request, if its caller may do there what the request asks for. */
@Injectable()
export class TusUploads implements TusUploadTools {
  constructor(
    readonly access: UploadAccess,
    readonly received: ReceivedBytesRepository,
    readonly receiver: Receiver,
    readonly confirmation: ConfirmUploadService,
    readonly termination: TerminationService,
    private readonly locks: UploadLocks,
  ) {}

  /** For a request that creates one. */
  none(actor: Actor): TusUpload {
    return new TusUpload(actor, this);
  }

  /** A request that may only look takes no lock: it must not end the request of the sender. */
  async find(actor: Actor, id: string, { looks }: { looks: boolean }): Promise<TusUpload> {
    const record = looks
      ? await this.access.toRead(actor, id, ['uploads:write', 'uploads:read'])
      : await this.access.toActOn(actor, id);
    if (record.method !== 'TUS') throw UploadErrors.notFound();
    const found = new TusUpload(actor, this, mayActOn(actor, record) ? this.locks.on(record) : null);
    found.record = record;
    return found;
  }

  /** The upload of a record that was just made. */
  begin(upload: TusUpload, record: Upload): void {
    upload.record = record;
    upload.lock = this.locks.on(record);
  }
}
