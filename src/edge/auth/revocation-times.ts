/** A credential that ended is refused by every process after this long, also when no message about it arrives. */
export const REVOKED_WITHIN_MS = 5_000;

/** How long an authenticated caller is remembered, counted from before it was looked up. */
export const CALLER_TTL_MS = 3_500;

/** How often an open connection checks its caller. It may find one that was remembered just before. */
export const CONNECTION_CHECK_MS = 1_000;
