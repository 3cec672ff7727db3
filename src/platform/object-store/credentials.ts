/** Credentials for signing. `expiration` is set for temporary ones. */
export interface StoreCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/**
 * Returns the current credentials without waiting; throws `STORAGE_NOT_CONFIGURED` when there are none. Returns the same
 * object until they are renewed: signing keys are cached by it.
 */
export type CredentialSnapshot = () => StoreCredentials;
