/** A secret, or a function that gets one; it is given the last one if that was refused. */
export type Secret = string | ((refused?: string) => string | Promise<string>);

/** The bearer of every request. One from a function is kept until the service refuses it. */
export class Credentials {
  private kept?: Promise<string>;

  constructor(private readonly secret: Secret) {}

  bearer(refused?: string): Promise<string> {
    const { secret } = this;
    if (typeof secret === 'string') return Promise.resolve(secret);
    this.kept ??= Promise.resolve()
      .then(() => secret(refused))
      .catch((error: unknown) => {
        this.kept = undefined;
        throw error;
      });
    return this.kept;
  }

  /** After this one was refused: whether another may be had. Refusals that meet get one new secret. */
  async renew(refused: string): Promise<boolean> {
    if (typeof this.secret === 'string') return false;
    if ((await this.kept) === refused) this.kept = undefined;
    return (await this.bearer(refused)) !== refused;
  }
}
