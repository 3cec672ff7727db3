/** A stored hash, and how a password is derived to compare it: with its own cost and salt. */
export interface StoredPassword {
  hash: Buffer;
  derive(password: string): Promise<Buffer>;
}

/** A function that derives hashes from passwords, and the text in which they are stored. */
export interface PasswordScheme {
  /** Whether this version of Node has it. */
  isAvailable: boolean;
  /** The text to store. */
  hash(password: string): Promise<string>;
  /** Undefined for a text of another scheme, and for one that is damaged. */
  read(stored: string): StoredPassword | undefined;
  /** Costs as much as that of an account does. */
  ofNoAccount: StoredPassword;
}

export const SALT_BYTES = 16;
export const HASH_BYTES = 32;
