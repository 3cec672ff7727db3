/** A MIME type without its parameters, in lower case: what rules compare. */
export function essence(contentType: string): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase();
}
