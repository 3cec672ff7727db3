/** What tokens of another issuer carry: their `iss` and `sub`. */
export interface IdentityLink {
  issuer: string;
  subject: string;
}

/** The link between an identity of another issuer and a user. */
export interface Identity extends IdentityLink {
  id: string;
  userId: string;
  /** Null for links of a version that did not record it. */
  linkedAt: Date | null;
  /** When a token first named the organization; before that the link does not count without the name. */
  activatedAt: Date | null;
  lastUsedAt: Date | null;
}

/** An account that a token is linked to. */
export interface LinkedAccount {
  userId: string;
  organizationId: string;
  /** Whether the link has been used. */
  active: boolean;
  /** The link; absent for the holder of a token of this service. */
  identity?: Identity;
}

/** Users list their links in full, so their number has a limit. */
export const MOST_IDENTITIES = 50;
