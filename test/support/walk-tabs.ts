import type { Json } from './api.js';

export interface WalkTab {
  /** Of its operation. */
  name: string;
  query: string;
  variables: Json;
}

/** The tabs that the GraphQL page of a running server opens with, and the headers prepared in each. */
export async function walkTabsOf(url: string): Promise<{ walk: WalkTab[]; headers: Json[] }> {
  const page = await (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text();
  const [, config = ''] = /const RURU_CONFIG = ({[\s\S]*?\n});?\s*<\/script>/.exec(page) ?? [];
  const tabs = (JSON.parse(config) as Json).defaultTabs as Json[];
  const walk = tabs.map(({ query, variables }) => ({
    ...{ query, variables: variables ? (JSON.parse(variables) as Json) : {} },
    name: /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? '',
  }));
  return { walk, headers: tabs.map(({ headers }) => JSON.parse(headers) as Json) };
}
