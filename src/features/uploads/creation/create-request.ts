import type { KeyNote } from '../../../platform/idempotency/leased-key.js';
import type { Outcome } from '../../../platform/prisma/grouped-statement.js';
import type { NewUpload } from '../domain/new-upload.js';

/** Uploads of one workspace that are created all or none, and the note for the row of the request's idempotency key. */
export interface CreateRequest {
  uploads: [NewUpload, ...NewUpload[]];
  note?: KeyNote;
}

/** When the uploads of a request were created, or the SQLSTATE it was refused with. */
export type Created = Outcome<Date>;
