import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, link, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { DockerfileParser } from 'dockerfile-ast';

const run = promisify(execFile);

/** An unprivileged user, like the image's. Only root can switch to it; otherwise processes run as the current user. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

interface Instruction {
  keyword: string;
  text: string;
}

/** A container's process, without the container. */
export class ContainerProcess {
  readonly output: string[] = [];

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.output.push(line));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.isRunning) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }

  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    if (this.isRunning) this.child.kill(signal);
    return this.ended();
  }
}

/**
 * What docker/Dockerfile makes, in a folder, by following it: it copies what the last stage copies, and runs its commands
 * as a user who can write none of it. Two things are taken from here instead of being made anew: the compiled files, and
 * the packages, which slim.mjs reduces as it does in the build.
 */
export class Image {
  private constructor(
    private readonly folder: string,
    private readonly instructions: Instruction[],
    private readonly production: Instruction[],
  ) {}

  static async build(): Promise<Image> {
    // A runtime that another spec started in this process keeps new files from other users; an image is for one of them.
    const before = process.umask(0o022);
    return Image.make().finally(() => process.umask(before));
  }

  private static async make(): Promise<Image> {
    const stages = stagesOf(await readFile('docker/Dockerfile', 'utf8'));
    const folder = await mkdtemp(join(tmpdir(), 'airlock-image-'));
    await chmod(folder, 0o755);
    const image = new Image(
      folder,
      stages.at(-1)!.instructions,
      stages.find(({ name }) => name === 'production')!.instructions,
    );
    await image.install();
    for (const { keyword, text } of image.instructions) if (keyword === 'COPY') await image.copy(text.split(/\s+/));
    return image;
  }

  /** Where /app is. */
  get app(): string {
    return join(this.folder, 'app');
  }

  get environment(): Record<string, string> {
    const pairs = this.only('ENV').flatMap((text) =>
      text.split(/\s+/).map((pair) => pair.split('=') as [string, string]),
    );
    return Object.fromEntries(pairs);
  }

  get command(): string[] {
    return JSON.parse(this.only('CMD').at(-1)!) as string[];
  }

  get healthcheck(): string[] {
    return JSON.parse(/CMD (\[.*\])$/.exec(this.only('HEALTHCHECK').at(-1)!)![1]!) as string[];
  }

  /** With the image's own environment below the given one, and nothing of this process's. */
  start([program, ...args]: string[], env: Record<string, string>): ContainerProcess {
    const options = { cwd: this.app, env: { PATH: join(this.folder, 'bin'), ...this.environment, ...env }, ...NOBODY };
    return new ContainerProcess(spawn(program!, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Kilobytes on disk. */
  async size(path = 'app'): Promise<number> {
    return Number((await run('du', ['-sk', '--apparent-size', join(this.folder, path)])).stdout.split('\t')[0]);
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** The stage `production`: hard links where they can be, as only names are removed. */
  private async install(): Promise<void> {
    const stage = join(this.folder, 'production');
    await mkdir(stage);
    for (const name of ['package.json', 'docker']) await cp(name, join(stage, name), { recursive: true });
    await run('cp', ['-al', 'node_modules', stage]).catch(async () => {
      await rm(join(stage, 'node_modules'), { recursive: true, force: true });
      await run('cp', ['-a', 'node_modules', stage]);
    });
    await mkdir(join(this.folder, 'bin'));
    const node = join(this.folder, 'bin', 'node');
    await link(process.execPath, node).catch(() => cp(process.execPath, node));
    for (const command of this.production
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap(({ text }) => text.split('&&')))
      await this.runInBuild(command.trim(), stage);
  }

  private async runInBuild(command: string, stage: string): Promise<void> {
    // The packages of this machine have optional ones too; slim.mjs removes what the image does not need.
    if (/^npm (cache|ci .*--omit=dev --workspaces=false)/.test(command)) return;
    const [program, ...args] = command.split(/\s+/);
    if (program !== 'node') throw new Error(`The image's build runs "${command}", which these tests know no way to.`);
    await run(process.execPath, args, { cwd: stage });
  }

  private async copy(args: string[]): Promise<void> {
    const stage = args[0]!.startsWith('--from=') ? args.shift()!.slice('--from='.length) : undefined;
    const target = args.pop()!;
    for (const source of args) {
      const from = this.placeOf(source, stage);
      const to = target.endsWith('/') ? join(this.app, target, source.split('/').at(-1)!) : join(this.app, target);
      await mkdir(dirname(to), { recursive: true });
      // No other test needs that stage, and its packages are many files.
      if (stage === 'production') await rename(from, to);
      else await cp(from, to, { recursive: true, filter: (path) => !/\.(spec|contract)\.js(\.map)?$/.test(path) });
    }
  }

  private placeOf(source: string, stage: string | undefined): string {
    if (!stage) return source;
    const inApp = source.replace(/^\/app\//, '');
    return stage === 'build' ? inApp : join(this.folder, stage, inApp);
  }

  private only(keyword: string): string[] {
    return this.instructions.filter((one) => one.keyword === keyword).map(({ text }) => text);
  }
}

function stagesOf(text: string): { name: string | undefined; instructions: Instruction[] }[] {
  const stages: { name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    // Flags and all.
    const one = { keyword, text: instruction.getTextContent().slice(keyword.length).trim() };
    if (one.keyword === 'FROM') stages.push({ name: / AS (\w+)$/.exec(one.text)?.[1], instructions: [] });
    else stages.at(-1)!.instructions.push(one);
  }
  return stages;
}
