import { Injectable, Logger } from '@nestjs/common';
import { takeNoteBack } from '../../../platform/idempotency/leased-key.js';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import { inOneLine } from '../../../platform/background/in-one-line.js';
import { Database } from '../../../platform/prisma/database.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import type { NewUpload } from '../domain/new-upload.js';

/** Ends an upload that was inserted but whose URL could not be signed, and frees its reservation. */
@Injectable()
export class WithdrawUploadTransaction {
  private readonly warning = new OccasionalWarning(new Logger(WithdrawUploadTransaction.name));

  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
  ) {}

  /** PENDING → CANCELED, and a retry under the same key makes another. What cannot be ended now ends at its deadline. */
  async withdraw(upload: NewUpload): Promise<void> {
    const { id, workspaceId } = upload;
    const changes = { statusReason: 'not_signed', completedAt: new Date() };
    const cancel = { id, workspaceId, event: 'cancel', actor: 'system', detail: 'not_signed', changes } as const;
    try {
      await this.database.tenant(upload, async (tx) => {
        if (!(await takeNoteBack(tx))) return;
        const moved = await this.moves.move(tx, cancel);
        if (moved) await this.moves.discard(tx, moved.upload);
      });
    } catch (error) {
      this.warning.warn(`${id} keeps its reservation until its deadline: ${inOneLine(error)}`);
    }
  }
}
