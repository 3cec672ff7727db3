import { spawnSync } from 'node:child_process';

/** The server under test has one core, the load generator another; PostgreSQL goes where the kernel puts it. */
export const cores = { server: 0, load: 1 } as const;

/** Whether processes can be bound to both cores here. */
export function canPin(): boolean {
  return Object.values(cores).every((core) => spawnSync('taskset', ['-c', String(core), 'true']).status === 0);
}

/** The command that runs Node bound to a core, or just Node. */
export function nodeCommand(core: number | undefined): [command: string, args: string[]] {
  return core === undefined ? [process.execPath, []] : ['taskset', ['-c', String(core), process.execPath]];
}
