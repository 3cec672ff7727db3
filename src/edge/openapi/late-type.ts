/**
 * A type that is read when the document is made. The generator distinguishes it from a class by the name of the function,
 * which is given here because a bundle does not keep the names of functions.
 */
export function lateType<T>(type: () => T): () => T {
  return Object.defineProperty(() => type(), 'name', { value: 'type' });
}
