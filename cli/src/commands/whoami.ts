import { defineCommand } from '../arguments/definition.js';
import { viewerLines } from './login/viewer-lines.js';

export const whoami = defineCommand({
  name: 'whoami',
  summary: 'Show the server, the workspace and the rights of the credentials in use.',
  options: {},
  json: 'one document: what `GET /v1/me` answers, with `url` and `source` (`environment` or `login`).',
  examples: [{ command: 'airlock whoami', does: 'Is the key still valid, and what may it do?' }],
  async run({ output, signal, credentials, client }) {
    const { url, source } = await credentials();
    const viewer = await (await client()).request('GET', '/v1/me', { signal });
    output.result({ ...viewer, url, source }, ...viewerLines(url, viewer));
  },
});
