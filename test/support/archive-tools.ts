import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** Common unpackers and the Debian package of each. */
const packages = { tar: 'tar', unzip: 'unzip', '7z': 'p7zip-full', bsdtar: 'libarchive-tools', python3: 'python3' };
export type Tool = keyof typeof packages;

const commands: Record<Exclude<Tool, 'python3'>, (archive: string, folder: string) => string[]> = {
  tar: (archive, folder) => ['tar', '--no-same-owner', '-xf', archive, '-C', folder],
  unzip: (archive, folder) => ['unzip', '-qq', '-o', '-P', 'x', archive, '-d', folder],
  '7z': (archive, folder) => ['7z', 'x', '-y', '-bd', '-px', `-o${folder}`, archive],
  bsdtar: (archive, folder) => ['bsdtar', '--passphrase', 'x', '-xf', archive, '-C', folder],
};

/** Why these tools are not available on this machine, or undefined. Installs them where it may. */
export async function whyNoArchiveTools(): Promise<string | undefined> {
  for (const [tool, name] of Object.entries(packages)) {
    if (await run('which', [tool]).catch(() => undefined)) continue;
    try {
      await run(process.execPath, ['scripts/ensure-debian-package.mjs', name]);
    } catch (error) {
      return (error as { stdout?: string }).stdout?.trim() ?? String(error);
    }
  }
  return undefined;
}

/** Reads every member of a file with Python's modules and prints which of them found the marker. */
const PYTHON = `
import sys, tarfile, zipfile
marker = bytes.fromhex(sys.argv[1])
def zipped(path):
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            try:
                if marker in archive.open(info, pwd=b'x').read(): return True
            except Exception: pass
    return False
def taped(path):
    with tarfile.open(path) as archive:
        for info in archive:
            member = archive.extractfile(info)
            if member and marker in member.read(): return True
    return False
for line in sys.stdin:
    found = []
    for name, look in (('zipfile', zipped), ('tarfile', taped)):
        try:
            if look(line.rstrip('\\n')): found.append(name)
        except BaseException: pass
    print(' '.join(found) or '-', flush=True)
`;

/** Runs all tools on an archive and checks which extract a marker. */
export class ArchiveTools {
  private readonly answers: Interface;
  private readonly lines: AsyncIterator<string>;
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly marker: Buffer,
    private readonly python: ChildProcess,
  ) {
    this.answers = createInterface(python.stdout!);
    this.lines = this.answers[Symbol.asyncIterator]();
  }

  static async start(folder: string, marker: Buffer): Promise<ArchiveTools> {
    await mkdir(folder, { recursive: true });
    const python = spawn('python3', ['-c', PYTHON, marker.toString('hex')], { stdio: ['pipe', 'pipe', 'ignore'] });
    return new ArchiveTools(folder, marker, python);
  }

  /** The names of the tools that extract it. */
  async openers(bytes: Buffer): Promise<string[]> {
    const place = join(this.folder, `${this.count++}`);
    const archive = join(place, 'archive');
    await mkdir(place);
    await writeFile(archive, bytes);
    const asked = Object.entries(commands).map(async ([tool, command]) => {
      const folder = join(place, tool);
      await mkdir(folder);
      const [program, ...args] = command(archive, folder) as [string, ...string[]];
      const child = run(program, args, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
      child.child.stdin?.end();
      await child.catch(() => undefined);
      return (await this.holdsMarker(folder)) ? [tool] : [];
    });
    const found = [...(await Promise.all(asked)).flat(), ...(await this.pythons(archive))];
    await rm(place, { recursive: true, force: true });
    return found;
  }

  async stop(): Promise<void> {
    const ended = once(this.python, 'exit');
    this.python.stdin!.end();
    await ended;
    this.answers.close();
  }

  private async pythons(archive: string): Promise<string[]> {
    this.python.stdin!.write(`${archive}\n`);
    const { value } = await this.lines.next();
    return String(value)
      .split(' ')
      .filter((name) => name !== '-' && name !== 'undefined');
  }

  private async holdsMarker(folder: string): Promise<boolean> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => undefined);
      if (bytes?.includes(this.marker)) return true;
    }
    return false;
  }
}
