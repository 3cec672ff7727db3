/** Flag of libmagic: the answer is a MIME type. */
const MIME_TYPE = 0x10;
const DATABASE = '/magic/magic.mgc';

/** libmagic in WebAssembly, as the package exports it beneath its class, which takes no compiled rules but its own. */
interface MagicModule {
  readonly HEAPU8: Uint8Array;
  readonly FS: {
    readFile(path: string): Uint8Array;
    writeFile(path: string, bytes: Uint8Array): void;
    unlink(path: string): void;
    chdir(path: string): void;
  };
  printOverride: () => void;
  ccall(name: string, result: 'string', types: string[], values: unknown[]): string;
  _malloc(length: number): number;
  _free(at: number): void;
}

async function newModule(): Promise<MagicModule> {
  const loaded = (await import('wasmagic/dist/libmagic-wrapper.js')) as unknown as {
    default: (options: object) => Promise<MagicModule>;
  };
  const magic = await loaded.default({});
  magic.printOverride = () => undefined;
  return magic;
}

/** The compiled rules that come with libmagic. */
export async function compiledRules(): Promise<Buffer> {
  return Buffer.from((await newModule()).FS.readFile(DATABASE));
}

/** libmagic with a set of rules, loaded once. */
export class MagicEngine {
  private constructor(private readonly magic: MagicModule) {}

  /** With all of its rules, or with these. */
  static async create({ rules }: { rules?: Buffer } = {}): Promise<MagicEngine> {
    const magic = await newModule();
    if (rules) magic.FS.writeFile(DATABASE, rules);
    const failure = magic.ccall('magic_wrapper_load', 'string', ['number', 'string'], [MIME_TYPE, DATABASE]);
    if (failure !== '') throw new Error(`libmagic cannot load its rules: ${failure}`);
    magic.FS.unlink(DATABASE);
    return new MagicEngine(magic);
  }

  /** The MIME type of these bytes. */
  detect(bytes: Buffer): string {
    const { magic } = this;
    const at = magic._malloc(bytes.length);
    try {
      magic.HEAPU8.set(bytes, at);
      return magic.ccall('magic_wrapper_detect', 'string', ['number', 'number'], [at, bytes.length]);
    } finally {
      magic._free(at);
    }
  }
}
