const SPACE = /\s/;

/** The value of a header as SigV4 signs it: without outer spaces, with single inner ones. */
export function canonicalValue(value: string): string {
  return SPACE.test(value) ? value.trim().replace(/\s+/g, ' ') : value;
}
