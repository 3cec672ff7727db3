/** The lease was lost: another worker owns the upload, or it was canceled. Whatever is under way must stop. */
export class LeaseLostError extends Error {}

/** The workspace does not want this content: whoever brings it does not get in by sharing it. */
export class ContentQuarantinedError extends Error {
  constructor(readonly reason: string) {
    super(`The content is quarantined: ${reason}`);
  }
}

/** The bytes have another SHA-256 than the client says: it may have said so while they were scanned. */
export class FalseClaimError extends Error {}

/** The blob that was to be shared was deleted meanwhile: the bytes must be copied after all. */
export class BlobGoneError extends Error {}
