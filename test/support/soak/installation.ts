import { Airlock } from '../airlock.js';
import { outsideStoreSettings, startOutsideStore } from '../outside-store.js';
import { testDatabase, type TestDatabase } from '../postgres.js';
import { TcpProxy } from '../resilience/tcp-proxy.js';
import { StoreAccess } from '../store-access.js';

type Store = Awaited<ReturnType<typeof startOutsideStore>>;

const SETTINGS = {
  AIRLOCK_SECRET: 'a secret of tests that every process shares',
  SCAN_LEASE_SECONDS: '2',
  FILES_UPLOAD_IDLE_SECONDS: '5',
  FILES_STAGING_MAX_PER_TENANT: '1000',
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
};

/** One process of an installation, with lines of its own to the database and the store. */
export class Member {
  /** Absent between a death and the next start. */
  server: Airlock | undefined;
  readonly printed: string[][] = [];

  private constructor(
    readonly name: string,
    private readonly env: Record<string, string>,
    readonly lines: { database: TcpProxy; store: TcpProxy },
  ) {}

  static async of(name: string, database: TestDatabase, store: Store): Promise<Member> {
    const lines = { database: await TcpProxy.ofUrl(database.url), store: await TcpProxy.ofUrl(store.endpoint) };
    const env = {
      ...SETTINGS,
      ...outsideStoreSettings(store, lines.store.through(store.endpoint)),
      S3_PUBLIC_ENDPOINT: store.endpoint,
      DATABASE_URL: lines.database.through(database.url),
    };
    return new Member(name, env, lines);
  }

  /** What is away at this moment can keep it from starting: then it is tried again, as a service manager does. */
  async start(): Promise<void> {
    for (;;) {
      this.server = await Airlock.start({ env: this.env }).catch(() => undefined);
      if (this.server) return void this.printed.push(this.server.output);
    }
  }

  async restart(): Promise<void> {
    const died = this.server;
    this.server = undefined;
    await died?.kill();
    await died?.dispose();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.server?.dispose();
    await Promise.all([this.lines.database.close(), this.lines.store.close()]);
  }
}

/** Two processes, each api and worker, on one database and one store. */
export class Installation {
  private constructor(
    readonly members: readonly Member[],
    readonly database: TestDatabase,
    readonly store: StoreAccess,
    private readonly outside: Store,
  ) {}

  static async start(): Promise<Installation> {
    const [database, outside] = [await testDatabase(), await startOutsideStore()];
    const members = [await Member.of('first', database, outside), await Member.of('second', database, outside)];
    for (const member of members) await member.start();
    const store = StoreAccess.at(outside.endpoint, outside, outside.bucket);
    return new Installation(members, database, store, outside);
  }

  /** Everything that the processes printed, those that died included, and that looks like a defect. */
  get defects(): string[] {
    return this.members
      .flatMap(({ printed }) => printed.flat())
      .filter((line) => /unhandled|uncaught|TypeError|ReferenceError/i.test(line));
  }

  async stop(): Promise<void> {
    for (const member of this.members) await member.stop();
    this.store.close();
    await this.outside.stop();
    await this.database.drop();
  }
}
