/** Stops the start: names every handler that is missing, doubled or in the wrong role. */
export class HandlersError extends Error {
  constructor(readonly problems: string[]) {
    super(`The handlers of this process are not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'HandlersError';
  }
}

/** A sentence for each name that more than one provider of a kind has. */
export function doubled(kind: string, handlers: { name: string; className: string }[]): string[] {
  const byName = Map.groupBy(handlers, ({ name }) => name);
  return [...byName]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `The ${kind} "${name}" is provided twice: ${same.map((one) => one.className).join(', ')}.`);
}
