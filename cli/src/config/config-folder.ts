import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where settings are kept, after the XDG base directory specification, which ignores relative paths. */
export function configFolder(environment: NodeJS.ProcessEnv): string {
  return join(baseOf(environment.XDG_CONFIG_HOME) ?? join(homeOf(environment), '.config'), 'airlock');
}

/** Where unfinished transfers are kept: they are of this machine, and worth nothing elsewhere. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return join(baseOf(environment.XDG_STATE_HOME) ?? join(homeOf(environment), '.local', 'state'), 'airlock');
}

const baseOf = (path: string | undefined) => (path && isAbsolute(path) ? path : undefined);

const homeOf = ({ HOME }: NodeJS.ProcessEnv) => baseOf(HOME) ?? homedir();
