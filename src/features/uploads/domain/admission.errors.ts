/** The lease was lost: another worker owns the upload, or it was canceled. Whatever is under way must stop. */
export class LeaseLostError extends Error {}

/** The blob that was to be shared was deleted meanwhile: the bytes must be copied after all. */
export class BlobGoneError extends Error {}
