/** A MIME type without its parameters, in lower case, for comparison. */
export function essence(contentType: string): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase();
}
