import type { Scope, UploadTokenGrant } from '../../../shared/actor.js';

/** A capability for a browser, without its secret: brings files into one bucket for as long as its maker may. */
export interface UploadToken extends UploadTokenGrant {
  organizationId: string;
  workspaceId: string;
  /** The key that made it; else a user did. */
  keyId: string | null;
  userId: string | null;
  scopes: Scope[];
  /** How many files it brings; `null`: any number. */
  maxFiles: number | null;
  /** Uploads that were made with it and have not ended without a file. */
  usedFiles: number;
  createdAt: Date;
  expiresAt: Date;
}

/** A token and, in the answer to the request that created it, its secret. */
export interface UploadTokenWithSecret {
  token: UploadToken;
  secret?: string;
}
