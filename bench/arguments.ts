/** The number of an option; throws what is wrong with it. */
export function numberOf(name: string, text: string, min: number): number {
  const value = Number(text);
  if (!(value >= min)) throw new Error(`--${name} must be a number of at least ${min}.`);
  return value;
}

/** Prints a message and ends the process. */
export function finish(message: string, code: number): never {
  console.log(message);
  process.exit(code);
}
