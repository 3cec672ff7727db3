/** Takes in everything a form says, so that two forms can be compared without keeping either. */
export interface FormDigest {
  /** The next bytes of the file. */
  update(chunk: Buffer): void;
  /** Everything beside those bytes. Its order does not count. */
  end(said: unknown): void;
}
