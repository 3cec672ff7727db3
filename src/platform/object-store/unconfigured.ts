import { Errors } from '../../shared/errors/errors.js';
import { ObjectStore, type ObjectVersion } from './object-store.js';
import { StoreProbe } from './probe/store-probe.js';
import { UrlSigner } from './url-signer.js';

/** Used while no bucket is configured, so that the service starts. Every call throws an error that names the settings. */
export class UnconfiguredObjectStore extends ObjectStore {
  constructor(private readonly missing: string) {
    super();
  }

  head = () => this.refuse();
  get = () => this.refuse();
  reader = ({ size }: ObjectVersion) => ({
    size,
    chunks: () => this.noChunks(),
    whole: () => this.refuse(),
    read: () => this.refuse(),
  });
  put = () => this.refuse();
  copy = () => this.refuse();
  delete = () => this.refuse();
  deleteMany = () => this.refuse();
  createMultipart = () => this.refuse();
  putPart = () => this.refuse();
  listParts = () => this.refuse();
  completeMultipart = () => this.refuse();
  abortMultipart = () => this.refuse();
  listMultiparts = () => this.refuse();
  pageOfMultiparts = () => this.refuse();
  pageOfObjects = () => this.refuse();
  ping = () => this.refuse();

  private async refuse(): Promise<never> {
    throw Errors.storageNotConfigured(this.missing);
  }

  // eslint-disable-next-line require-yield -- a reader is a generator, and this one refuses before its first chunk
  private async *noChunks(): AsyncGenerator<Buffer> {
    await this.refuse();
  }
}

export class UnconfiguredUrlSigner extends UrlSigner {
  constructor(private readonly missing: string) {
    super();
  }

  signPut = () => this.refuse();
  signGet = () => this.refuse();
  signPart = () => this.refuse();
  signPost = () => this.refuse();

  private refuse(): never {
    throw Errors.storageNotConfigured(this.missing);
  }
}

export class UnconfiguredStoreProbe extends StoreProbe {
  constructor(private readonly missing: string) {
    super();
  }

  async run(): Promise<never> {
    throw Errors.storageNotConfigured(this.missing);
  }
}
