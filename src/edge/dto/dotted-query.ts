/** `metadata.color=red` in a query string means `{metadata: {color: 'red'}}`: gathers dotted names, one level deep. */
export function gatherDotted(query: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(query);
  if (!names.some((name) => name.includes('.'))) return query;
  const gathered = new Map<string, unknown>();
  for (const name of names) {
    const dot = name.indexOf('.');
    if (dot < 1) gathered.set(name, query[name]);
    else gather(gathered, name.slice(0, dot), [name.slice(dot + 1), query[name]]);
  }
  return Object.fromEntries(gathered);
}

function gather(into: Map<string, unknown>, group: string, entry: [string, unknown]): void {
  const known = into.get(group);
  const before = typeof known === 'object' && known !== null ? Object.entries(known) : [];
  into.set(group, Object.fromEntries([...before, entry]));
}
