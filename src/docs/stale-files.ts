/** A file of the repository that is not what the code says. */
export interface StaleFile {
  path: string;
  /** The first line that differs, counted from 1. */
  line: number;
  committed: string | undefined;
  generated: string | undefined;
}

/** The generated files that were committed in another form: with Windows's ends of lines they are the same. */
export function staleFiles(generated: Record<string, string>, committed: (path: string) => string): StaleFile[] {
  return Object.entries(generated).flatMap(([path, text]) => {
    const [made, there] = [text.split('\n'), committed(path).replaceAll('\r\n', '\n').split('\n')];
    const longer = made.length > there.length ? made : there;
    const index = longer.findIndex((_, i) => made[i] !== there[i]);
    return index < 0 ? [] : [{ path, line: index + 1, committed: there[index], generated: made[index] }];
  });
}
