/** The names of the settings that a request sends, for the detail of an act: values may be secrets or personal. */
export function changedFields(input: object): string[] {
  return Object.entries(input)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field)
    .sort();
}
