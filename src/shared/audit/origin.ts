/** Where a request came from, for the audit trail. */
export interface Origin {
  /** Its id in logs and answers; `null`: no request, but the service itself. */
  requestId: string | null;
  /** The address of the client, as far as proxies report it. */
  address: string | null;
}

/** A caller whose credentials are known but cannot be used: revoked, expired, or for another workspace. */
export interface KnownCaller {
  organizationId: string;
  /** The user or the key. */
  actor: string;
}
