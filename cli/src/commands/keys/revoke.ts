import { defineCommand } from '../../arguments/definition.js';

export const revokeKey = defineCommand({
  name: 'keys revoke',
  summary: 'End an API key at once.',
  positionals: { usage: '<id>', description: 'Its id (`key_…`), as `keys ls` shows it.', min: 1, max: 1 },
  options: {},
  json: 'one document: `{key_id, revoked}`.',
  examples: [{ command: 'airlock keys revoke key_0mj0b2c4d5e6f7g8', does: 'A key that leaked' }],
  async run({ output, signal, client }, { positionals }) {
    const [id = ''] = positionals;
    await (await client()).request('DELETE', '/v1/api-keys/{key_id}', { path: { key_id: id }, signal });
    output.result({ key_id: id, revoked: true }, `revoked ${id}`);
  },
});
