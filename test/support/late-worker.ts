import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { TrashCollector } from '../../src/features/maintenance/trash-collector.js';
import { QuarantineSteps } from '../../src/features/quarantine/work/quarantine-steps.js';
import { AdmissionService } from '../../src/features/scanning/admission.service.js';
import { AdmissionMetrics } from '../../src/features/scanning/admission/admission-metrics.js';
import { ConclusionService } from '../../src/features/scanning/admission/conclusion.service.js';
import { Assembly } from '../../src/features/scanning/copies/assembly.js';
import { AttemptCopies } from '../../src/features/scanning/copies/attempt-copies.js';
import { WHOLE_BYTES } from '../../src/features/scanning/inspection/stored-object.js';
import type { Inspection, PinnedObject } from '../../src/features/scanning/inspection/inspection.js';
import type { NewUpload } from '../../src/features/uploads/index.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { stagingKey } from '../../src/features/uploads/domain/object-key.js';
import { partsDigest } from '../../src/features/uploads/domain/unsized-parts.js';
import { ReceivedBytesRepository } from '../../src/features/uploads/records/received-bytes.repository.js';
import type { FaultPoints } from '../../src/platform/faults/fault-points.js';
import { S3ObjectStore } from '../../src/platform/object-store/s3/s3-object-store.js';
import type { CopyRequest, ObjectReader, ObjectStore } from '../../src/platform/object-store/object-store.js';
import { StoreCapabilities } from '../../src/platform/object-store/store-capabilities.js';
import { ProxiedStore } from './proxied-store.js';
import { quarantineRepositories } from './quarantine-repositories.js';
import type { StoreAccess } from './store-access.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';
import { claimOne, uploadRepositories } from './upload-repositories.js';
import { insertUpload } from './uploads.js';

export type Verdict = { verdict: 'clean' } | { verdict: 'unscannable'; why: string };

const READ_AGAIN_BYTES = 200;
const PARTS_ABOVE = 5 * 1024 ** 2;

/** A copy on its way to the store, which the network keeps for as long as a test wants. */
export interface HeldCopy {
  /** The copy has left the worker. */
  sent: Promise<void>;
  /** It takes effect now, and is answered. */
  deliver(): Promise<void>;
}

const keyIn = (url: string) => decodeURIComponent(url.split('?')[0]!.split('/').slice(2).join('/'));

const untilDone = () => {
  let done!: () => void;
  const promise = new Promise<void>((resolve) => (done = resolve));
  return { promise, done };
};

/** Workers, a database and a store behind a network that can hold a copy until its sender is long dead. */
export class LateWorkers {
  tenant!: TestTenant;
  verdict: Verdict = { verdict: 'clean' };
  /** `false`: the store computes no SHA-256 when it copies, whatever is known of it. */
  answersHashes = true;
  /** Called when a worker reaches a step of admission. */
  atStep: (step: string) => Promise<void> = async () => undefined;
  /** What is known of the store; without more, every upload is sealed. */
  capabilities = new StoreCapabilities(['length', 'type']);
  readonly repositories = uploadRepositories(this.database);
  readonly quarantine = quarantineRepositories(this.database);
  private readonly dead = new Set<object>();

  private constructor(
    private readonly setup: Awaited<ReturnType<typeof productDatabase>>,
    private readonly network: ProxiedStore,
    private readonly store: S3ObjectStore,
    readonly access: StoreAccess,
  ) {}

  /** `readsFiles`: as in the process of the embedded store, what it holds is read from its files. */
  static async start({ readsFiles = false } = {}): Promise<LateWorkers> {
    const [setup, network] = await Promise.all([productDatabase(), ProxiedStore.start()]);
    const { bucket, credentials, proxy } = network;
    const directory = readsFiles ? network.directory : undefined;
    const location = { bucket, region: 'us-east-1', endpoint: proxy.endpoint, forcePathStyle: true };
    const patient = { attemptMs: 60_000, totalMs: 60_000 };
    const options = { location, directory, multipartCopyThresholdBytes: PARTS_ABOVE, deadlines: patient };
    const store = new S3ObjectStore(options, () => credentials);
    return new LateWorkers(setup, network, store, network.access());
  }

  get database() {
    return this.setup.database;
  }

  async begin(): Promise<void> {
    this.network.proxy.faults = {};
    this.answersHashes = true;
    this.atStep = async () => undefined;
    await this.query('UPDATE quarantines SET due_at = NULL');
    this.tenant = await makeTenant(this.database);
  }

  async stop(): Promise<void> {
    this.access.close();
    this.store.onApplicationShutdown();
    await this.network.stop();
    await this.setup.close();
  }

  query<Row extends object>(sql: string): Promise<Row[]> {
    return this.setup.test.query<Row>(sql, this.setup.test.systemUrl);
  }

  /** An upload whose bytes are staged and confirmed. */
  async stage(bytes: Buffer, more: Partial<NewUpload> = {}): Promise<string> {
    const { length: size } = bytes;
    const id = await insertUpload(this.database, this.tenant, { declaredSize: size, reservedBytes: size, ...more });
    await this.rewrite(id, bytes);
    const { etag } = (await this.store.head(this.stagingKeyOf(id)))!;
    const confirmed = { status: 'SCANNING', confirmedAt: new Date(), etag } as const;
    await this.database.system.upload.update({ where: { id }, data: confirmed });
    return id;
  }

  /** What a PUT to the URL of an upload does. */
  async rewrite(id: string, bytes: Buffer): Promise<void> {
    await this.access.put(this.stagingKeyOf(id), bytes, 'text/plain');
  }

  private stagingKeyOf(id: string): string {
    return stagingKey({ workspaceId: this.tenant.workspaceId, id });
  }

  /** An upload of one part, completed by its client, after which the part was sent again with these bytes. */
  async stagePart(completed: Buffer, sentAgain: Buffer): Promise<string> {
    const [{ length: size }, method] = [completed, 'MULTIPART_UNSIZED'] as const;
    const id = await insertUpload(this.database, this.tenant, { declaredSize: size, reservedBytes: size, method });
    const key = stagingKey({ workspaceId: this.tenant.workspaceId, id });
    await this.access.openSession(key);
    const session = (await this.access.sessions()).find((open) => open.key === key)!;
    await this.access.putPart(session, 1, completed);
    const parts = (await this.store.listParts(key, session.uploadId))!;
    const confirmed = { confirmedAt: new Date(), multipartId: session.uploadId, partsDigest: partsDigest(parts) };
    await this.database.system.upload.update({ where: { id }, data: { ...confirmed, status: 'SCANNING' } });
    await this.access.putPart(session, 1, sentAgain);
    return id;
  }

  /** One that claims and runs, until it is done or dead. A dead worker does nothing after the call that it is in. */
  worker() {
    const worker = {};
    const mortal = <T extends object>(part: T) => this.mortal(worker, part);
    const faults = mortal({ reached: (step: string) => this.atStep(step) }) as unknown as FaultPoints;
    const [lease, leased, blobs] = [
      mortal(this.repositories.lease),
      mortal(this.repositories.leased),
      mortal(this.repositories.blobs),
    ];
    const copies = new AttemptCopies(lease, this.copyingStore(), this.capabilities, faults);
    const conclusion = new ConclusionService(
      blobs,
      copies,
      mortal(this.repositories.admission),
      faults,
      new AdmissionMetrics(new Metrics()),
    );
    const received = new ReceivedBytesRepository(this.database, this.repositories.ledger);
    const assembly = new Assembly(leased, received, this.store, faults);
    const service = new AdmissionService(lease, assembly, copies, this.inspection(), conclusion, faults);
    const admit = async () => service.run((await claimOne(lease))!, new AbortController().signal);
    const { relocation, files, work } = this.quarantine;
    const steps = new QuarantineSteps(mortal(relocation), mortal(files), this.store, faults);
    const relocate = async (name: string) => steps.all((await work.claim(name, 60))!);
    return { admit, relocate, kill: () => void this.dead.add(worker) };
  }

  /** Notes every request of workers to the store, in order: `GET staging`, `PUT final`. */
  noteRequests(): string[] {
    const notes: string[] = [];
    const placeOf = (key: string) => /\/(staging|sealed|quarantine)\//.exec(key)?.[1] ?? 'final';
    this.network.proxy.faults.before = ({ method, url = '' }) => void notes.push(`${method} ${placeOf(keyIn(url))}`);
    return notes;
  }

  /** Holds the first copy to keys like this on its way. */
  hold(key: RegExp): HeldCopy {
    const [sent, delivered, answered] = [untilDone(), untilDone(), untilDone()];
    let held: IncomingMessage | undefined;
    const isCopy = ({ method, url = '', headers }: IncomingMessage) =>
      method === 'PUT' && headers['x-amz-copy-source'] !== undefined && key.test(keyIn(url));
    this.network.proxy.faults = {
      before: async (request) => {
        if (held || !isCopy(request)) return;
        held = request;
        sent.done();
        await delivered.promise;
      },
      after: (request) => void (held === request && answered.done()),
    };
    const deliver = async () => {
      await this.land(held!.url!);
      delivered.done();
      await answered.promise;
    };
    return { sent: sent.promise, deliver };
  }

  /** What a store does that had begun with the call long ago, whatever became of its source: it finishes. */
  private async land(url: string): Promise<void> {
    const key = keyIn(url);
    await this.access.put(key, 'late');
    if (url.includes('partNumber=')) await this.access.openSession(key);
  }

  /** Its lease has ended, and so has the one of a quarantine. */
  async endLeases(): Promise<void> {
    await this.query(`UPDATE uploads SET lease_until = now() - interval '1 second' WHERE lease_token IS NOT NULL`);
    await this.query(`UPDATE scan_queue SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL`);
    await this.query('UPDATE quarantines SET due_at = now() WHERE due_at IS NOT NULL');
  }

  /** Deletes what is due. */
  async emptyTrash(): Promise<void> {
    const faults = { reached: async () => undefined } as unknown as FaultPoints;
    const collector = new TrashCollector(uploadRepositories(this.database).trash, this.store, faults);
    while (await collector.run({ batch: 200 }));
  }

  /** The last moment of everything is over. */
  async emptyTrashForGood(): Promise<void> {
    await this.query('UPDATE trash SET not_before = now()');
    await this.emptyTrash();
  }

  async blobKeys(): Promise<string[]> {
    return (await this.query<{ key: string }>('SELECT key FROM blobs ORDER BY key')).map(({ key }) => key);
  }

  private copyingStore(): ObjectStore {
    const copy = (request: CopyRequest) =>
      this.store.copy(this.answersHashes ? request : { ...request, sha256: undefined });
    return { copy, readsSameBytes: this.store.readsSameBytes } as ObjectStore;
  }

  private inspection(): Inspection {
    const of = async (object: PinnedObject, signal: AbortSignal) => {
      const reader = this.store.reader(object, signal);
      const hash = createHash('sha256');
      let head: Buffer | undefined;
      for await (const chunk of reader.chunks()) {
        hash.update(chunk);
        head ??= Buffer.from(chunk.subarray(0, READ_AGAIN_BYTES));
      }
      if (object.size > WHOLE_BYTES) await this.readAgain(reader, head!);
      const detected = { mimeType: 'text/plain', also: [], text: 'utf-8', macroEnabled: false };
      return { sha256: hash.digest('hex'), detected, verdict: this.verdict, scannerVersion: 'test' };
    };
    return { of } as unknown as Inspection;
  }

  /** Parts of larger objects are read again by an examination: of the same bytes that were hashed, or not at all. */
  private async readAgain(reader: ObjectReader, hashed: Buffer): Promise<void> {
    await this.atStep('examination.reads-again');
    const again = await buffer(await reader.read(0, hashed.length - 1));
    if (!again.equals(hashed)) throw new Error('An examination has read two versions.');
  }

  /** Answers nothing any more once its worker is dead. */
  private mortal<T extends object>(worker: object, part: T): T {
    const answer = (target: T, name: string | symbol) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        this.dead.has(worker) ? new Promise(() => undefined) : (member.apply(target, args) as unknown);
    };
    return new Proxy(part, { get: answer });
  }
}
