/** A picture as users see it. */
export interface ShownImage {
  /** Once it was decoded. */
  dimensions?: { width: number; height: number };
  /** From the smallest to the largest, once they were made. */
  variants?: ShownVariant[];
  /** Why they could not be made: a code of `imageFailures`. */
  error?: string;
}

export interface ShownVariant {
  name: string;
  /** Needs no credentials; valid for five minutes. */
  url: string;
  width: number;
  height: number;
  /** In bytes. */
  size: number;
}

/** Where the bytes of a variant are, or why there are none. */
export type FoundVariant =
  | { found: true; key: string; contentType: string }
  /** `not_found`: no such file, variant or picture. `failed`: it cannot be made. `pending`: it is being made, try again. */
  | { found: false; reason: 'not_found' | 'failed' }
  | { found: false; reason: 'pending'; retryAfterSeconds: number };
