/** A token of this service, as a login issues it. */
export interface AccessToken {
  token: string;
  expiresInSeconds: number;
}
