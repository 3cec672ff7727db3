import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const programs = ['ceph', 'ceph-authtool', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
const packages = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-base', 'ceph-common'];

const has = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Installs Ceph where that is allowed. Answers why it cannot, or nothing when everything is there. */
export function ensurePackages() {
  if (programs.every(has)) return undefined;
  const byHand = `install ${packages.join(' ')}, or set AIRLOCK_TEST_STORE to a server of yours`;
  if (!has('apt-get')) return `Ceph is not installed and there is no apt-get: ${byHand}.`;
  if (process.getuid?.() !== 0) return `Ceph is not installed and only root may do that: ${byHand}.`;
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 600_000 };
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  } catch {
    return `apt-get could not install Ceph: ${byHand}.`;
  }
  return programs.every(has) ? undefined : `The packages of this system lack a part of Ceph: ${byHand}.`;
}
