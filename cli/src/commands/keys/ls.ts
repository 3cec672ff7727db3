import { defineCommand } from '../../arguments/definition.js';
import { minuteText } from '../../output/quantities.js';
import { LIST_JSON, listOptions, showPages } from '../../output/show-pages.js';
import type { Column } from '../../output/table.js';

interface Key {
  key_id: string;
  name: string;
  prefix: string;
  scopes: string[];
  workspace_id: string | null;
  expires_at: string | null;
  last_used_at: string | null;
}

const columns: Column<Key>[] = [
  { title: 'ID', width: 20, value: ({ key_id }) => key_id },
  { title: 'BEGINS WITH', width: 12, value: ({ prefix }) => prefix },
  { title: 'LAST USED', width: 16, value: ({ last_used_at }) => minuteText(last_used_at) },
  { title: 'EXPIRES', width: 16, value: ({ expires_at }) => minuteText(expires_at) },
  { title: 'WORKSPACE', width: 19, value: ({ workspace_id }) => workspace_id ?? 'all' },
  { title: 'SCOPES', width: 26, value: (key) => key.scopes.join(' ') },
  { title: 'NAME', value: ({ name }) => name },
];

export const listKeys = defineCommand({
  name: 'keys ls',
  summary: 'List API keys, without their secrets.',
  options: listOptions,
  json: LIST_JSON,
  examples: [{ command: 'airlock keys ls --all', does: 'Every key, and when it was last used' }],
  async run({ output, signal, client }, { options }) {
    const api = await client();
    await showPages<Key>(output, columns, options, (cursor) =>
      api.request('GET', '/v1/api-keys', { query: { limit: options.limit, cursor }, signal }),
    );
  },
});
