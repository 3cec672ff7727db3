import { defineCommand } from '../arguments/definition.js';
import { loginPath, readLogin, removeLogin } from '../config/stored-login.js';

export const logout = defineCommand({
  name: 'logout',
  summary: 'Remove what login stored from this machine.',
  description: 'The key stays valid: `airlock keys revoke` ends it.',
  options: {},
  json: 'one document: `{removed}`, the path of the file or null.',
  examples: [{ command: 'airlock logout', does: 'Forget the key' }],
  async run({ environment, output }) {
    const path = loginPath(environment);
    // One that cannot be understood goes too.
    const isThere = await readLogin(environment).then(Boolean, () => true);
    await removeLogin(environment);
    output.result({ removed: isThere ? path : null }, isThere ? `Removed ${path}` : 'You were not logged in.');
  },
});
