/** Another worker has the picture by now, or its file was deleted or quarantined: everything under way must stop. */
export class LeaseLostError extends Error {}
