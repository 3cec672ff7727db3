import type { Act } from '../../audit/index.js';
import type { Identity } from '../domain/identity.js';

/** How the trail shows what happens to a link: by the user whom the identity may act as. The subject is a name of a person. */
export function linkAct(
  action: 'identity.link' | 'identity.activate' | 'identity.unlink',
  { id, userId, issuer }: Pick<Identity, 'id' | 'userId' | 'issuer'>,
): Act {
  return { action, target: userId, detail: { identity: id, issuer } };
}
