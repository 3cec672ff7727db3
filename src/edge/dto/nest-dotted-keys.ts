/**
 * `metadata.color=red` in a query string means `{metadata: {color: 'red'}}`, and so does `metadata[color]=red`, as generated
 * clients write it. One level deep.
 */
export function nestDottedKeys(query: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(query);
  if (!names.some((name) => /[.[]/.test(name))) return query;
  const gathered = new Map<string, unknown>();
  const groups = new Map<string, Map<string, unknown>>();
  for (const name of names) {
    const [, group, bracketed, dotted] = /^([^.[]+)(?:\[(.+)\]|\.(.+))$/s.exec(name) ?? [];
    if (group === undefined) gathered.set(name, query[name]);
    else membersOf(groups, group).set((bracketed ?? dotted)!, query[name]);
  }
  for (const [group, members] of groups) gathered.set(group, Object.fromEntries(members));
  return Object.fromEntries(gathered);
}

function membersOf(groups: Map<string, Map<string, unknown>>, group: string): Map<string, unknown> {
  const members = groups.get(group) ?? new Map<string, unknown>();
  groups.set(group, members);
  return members;
}
