/** Another worker has the document by now, or it was deleted, quarantined or queued anew: everything under way must stop. */
export class LeaseLostError extends Error {}

/** The file is not readable at the moment: its upload has been, or is being, moved, and the document with it. */
export class NotReadableError extends Error {}
