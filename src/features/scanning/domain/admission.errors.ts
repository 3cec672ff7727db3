/** Another worker has the upload by now, or it was canceled: everything under way must stop. */
export class LeaseLostError extends Error {}

/** The scanner gave no verdict: the upload waits and is tried again. */
export class NotScannedError extends Error {}

/** The workspace has quarantined this content: it is not admitted again. */
export class ContentQuarantinedError extends Error {
  constructor(readonly reason: string) {
    super(`The content is quarantined: ${reason}`);
  }
}

/** The bytes have another SHA-256 than the client declared, possibly while they were scanned. */
export class FalseClaimError extends Error {}

/** The blob to share was deleted meanwhile: the bytes must be copied after all. */
export class BlobGoneError extends Error {}

/** The schema of the bucket changed while an object was made: its unique key must be computed again. */
export class SchemaChangedError extends Error {}
