import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { awsDefaultChain } from './aws-default-chain.js';
import type { CredentialSnapshot } from './credentials.js';
import { ObjectStore } from './object-store.js';
import { S3StoreProbe } from './probe/s3-store-probe.js';
import { StoreProbe } from './probe/store-probe.js';
import { RefreshingCredentials } from './refreshing-credentials.js';
import { S3ObjectStore } from './s3/s3-object-store.js';
import { SigV4UrlSigner } from './signing/sigv4-url-signer.js';
import { countRequests } from './store-request-metrics.js';
import { StoreLoan } from './store-loan.js';
import { type StoreSettings, storeSettings } from './store-settings.js';
import { tracedStore } from './traced-store.js';
import { UnconfiguredObjectStore, UnconfiguredStoreProbe, UnconfiguredUrlSigner } from './unconfigured.js';
import { UrlSigner } from './url-signer.js';

const SETTINGS = Symbol('StoreSettings');
const DIRECTORY = Symbol('StoreDirectory');

const providers: Provider[] = [
  {
    provide: SETTINGS,
    inject: [Config],
    useFactory: (config: Config) => storeSettings((name) => config.get(name)),
  },
  {
    provide: RefreshingCredentials,
    inject: [SETTINGS, Config],
    useFactory: (settings: StoreSettings, config: Config) =>
      new RefreshingCredentials(awsDefaultChain(config.get('AWS_S3_REGION_NAME')), settings.missing),
  },
  {
    provide: StoreLoan,
    inject: [SETTINGS, RefreshingCredentials, Config, Metrics, DIRECTORY],
    useFactory: (
      settings: StoreSettings,
      chain: RefreshingCredentials,
      config: Config,
      metrics: Metrics,
      directory?: string,
    ) => {
      const { location } = settings;
      const multipartCopyThresholdBytes = config.get('MULTIPART_COPY_THRESHOLD_BYTES');
      const terms = location && { location, multipartCopyThresholdBytes, directory };
      return new StoreLoan(terms, snapshotOf(settings, chain), location ? countRequests(metrics) : undefined);
    },
  },
  {
    provide: ObjectStore,
    inject: [SETTINGS, StoreLoan],
    useFactory: ({ missing }: StoreSettings, { terms, credentials, observe }: StoreLoan) =>
      terms ? tracedStore(new S3ObjectStore({ ...terms, observe }, credentials)) : new UnconfiguredObjectStore(missing),
  },
  {
    provide: UrlSigner,
    inject: [SETTINGS, RefreshingCredentials],
    useFactory: (settings: StoreSettings, chain: RefreshingCredentials) => {
      const { publicLocation, missing } = settings;
      if (!publicLocation) return new UnconfiguredUrlSigner(missing);
      return new SigV4UrlSigner(publicLocation, snapshotOf(settings, chain));
    },
  },
  {
    provide: StoreProbe,
    inject: [SETTINGS, RefreshingCredentials, UrlSigner, Config, DIRECTORY],
    useFactory: (
      settings: StoreSettings,
      chain: RefreshingCredentials,
      signer: UrlSigner,
      config: Config,
      directory?: string,
    ) => {
      const { location, publicLocation, missing } = settings;
      if (!location || !publicLocation) return new UnconfiguredStoreProbe(missing);
      const isEmbedded = directory !== undefined;
      const options = { location, publicLocation, corsOrigins: config.get('CORS_ORIGINS'), isEmbedded };
      return new S3StoreProbe(options, snapshotOf(settings, chain), signer);
    },
  },
];

function snapshotOf({ credentials }: StoreSettings, chain: RefreshingCredentials): CredentialSnapshot {
  return credentials ? () => credentials : chain.snapshot;
}

/** The bucket that holds all files, and the signer of URLs for it. Starts even when settings are missing. */
@Global()
@Module({
  imports: [MetricsModule],
  providers,
  exports: [ObjectStore, StoreLoan, StoreProbe, UrlSigner],
})
export class ObjectStoreModule implements OnModuleInit, OnApplicationShutdown {
  /** `directory`: where the embedded store keeps its files, if it is in this process. */
  static with(directory?: string): DynamicModule {
    return { module: ObjectStoreModule, providers: [{ provide: DIRECTORY, useValue: directory }] };
  }

  constructor(
    @Inject(SETTINGS) private readonly settings: StoreSettings,
    private readonly chain: RefreshingCredentials,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.location && !this.settings.credentials) await this.chain.start();
  }

  onApplicationShutdown(): void {
    this.chain.stop();
  }
}
