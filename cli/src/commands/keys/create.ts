import { defineCommand } from '../../arguments/definition.js';
import { UsageError } from '../../errors/cli-error.js';

const scopes = [
  'uploads:write',
  'uploads:read',
  'documents:write',
  'documents:read',
  'buckets:admin',
  'admin',
  'system',
] as const;
type Scope = (typeof scopes)[number];

export const createKey = defineCommand({
  name: 'keys create',
  summary: 'Create an API key and print it, once.',
  description: 'Standard output has the key alone, so that it can be piped into a secret store.',
  positionals: { usage: '<name>', description: 'What the key is for, as lists show it.', min: 1, max: 1 },
  options: {
    scope: {
      type: 'texts',
      short: 's',
      value: 'SCOPE',
      description: `What it may do; several times. Of ${scopes.join(', ')}.`,
    },
    workspace: { type: 'text', value: 'ID', description: 'Only for this workspace, by id.' },
    expires: { type: 'text', value: 'TIME', description: 'Not valid from then on: an ISO 8601 time.' },
  },
  json: 'one document: the key with its secret in `api_key`.',
  examples: [
    { command: 'airlock keys create ci --scope uploads:write --scope uploads:read', does: 'A key for a build' },
    {
      command: 'airlock keys create backup -s uploads:write --expires 2027-01-01T00:00:00Z > key.txt',
      does: 'Into a file',
    },
  ],
  async run({ output, signal, client }, { options, positionals }) {
    const wrong = options.scope.find((scope) => !scopes.some((one) => one === scope));
    if (wrong !== undefined || options.scope.length === 0)
      throw new UsageError(`Name what the key may do: --scope with one of ${scopes.join(', ')}.`);
    const body = {
      name: positionals[0]!,
      scopes: options.scope as Scope[],
      ...(options.workspace ? { workspace_id: options.workspace } : {}),
      ...(options.expires ? { expires_at: options.expires } : {}),
    };
    const key = await (await client()).request('POST', '/v1/api-keys', { body, signal });
    output.note(`${key.key_id} was created. This is shown once:`);
    output.result(key, key.api_key ?? '');
  },
});
