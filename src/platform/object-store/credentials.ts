/** What signs a request. `expiration` is set for temporary credentials. */
export interface StoreCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/**
 * The credentials as they are now, without waiting; throws `STORAGE_NOT_CONFIGURED` when there are none.
 * The same object as long as they stay the same: signing keys are kept by it.
 */
export type CredentialSnapshot = () => StoreCredentials;
