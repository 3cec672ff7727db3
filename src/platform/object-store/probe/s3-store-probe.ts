import type { S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { type BucketLocation, bucketUrl } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { s3Client } from '../s3/s3-client.js';
import type { UrlSigner } from '../url-signer.js';
import { corsConfiguration, lifecycleConfiguration, unlessNeeded } from './bucket-configuration.js';
import { bucketCheck } from './checks/bucket-checks.js';
import { corsCheck } from './checks/cors-check.js';
import { storeChecks } from './checks/index.js';
import { cleanUp, PROBE_ROOT } from './clean-up.js';
import { type Finding, unproven } from './finding.js';
import { ProbeContext } from './probe-context.js';
import type { StoreCheck } from './store-check.js';
import { type ProbeRun, StoreProbe } from './store-probe.js';
import type { CheckResult, StoreReport } from './store-report.js';

const TOTAL_MS = 20_000;
const CLEAN_UP_MS = 5_000;
const CONNECT_MS = 3_000;
const CONCURRENCY = 4;
/** A store that refuses this service is sent nothing more. */
const NOT_TESTED = unproven('Not tested: the bucket cannot be used.');

export interface S3StoreProbeOptions {
  /** The bucket's address for this service. */
  location: BucketLocation;
  /** The bucket's address for clients, in the signer's URLs. */
  publicLocation: BucketLocation;
  corsOrigins: readonly string[];
  /** The embedded store: it serves CORS_ORIGINS by itself, and only Airlock writes there, which removes what it leaves. */
  isEmbedded: boolean;
}

/**
 * Tests what the configured bucket enforces, with real requests and client URLs. Takes at most 20 seconds, writes small
 * objects below its own prefix only, and always removes them.
 */
export class S3StoreProbe extends StoreProbe {
  constructor(
    private readonly options: S3StoreProbeOptions,
    private readonly credentials: CredentialSnapshot,
    private readonly signer: UrlSigner,
  ) {
    super();
  }

  /** Rejects when there are no credentials; all errors of the store are in the report. */
  async run({ signal, onProgress }: ProbeRun = {}): Promise<StoreReport> {
    this.credentials();
    const { location, corsOrigins } = this.options;
    const s3 = s3Client(location, async () => this.credentials(), { maxAttempts: 1, connectMs: CONNECT_MS });
    const late = AbortSignal.timeout(TOTAL_MS);
    const stop = signal ? AbortSignal.any([signal, late]) : late;
    const prefix = `${PROBE_ROOT}${randomBytes(8).toString('hex')}/`;
    const { bucket } = location;
    try {
      const context = new ProbeContext({ s3, bucket, signer: this.signer, corsOrigins, prefix, signal: stop });
      const found = await finding(() => bucketCheck.run(context), stop);
      if (found.verdict !== 'enforced') return await this.report(context, found, AbortSignal.abort(), onProgress);
      return await this.report(context, found, stop, onProgress).finally(() => this.cleanUp(s3, prefix));
    } finally {
      s3.destroy();
    }
  }

  private async report(
    context: ProbeContext,
    bucket: Finding,
    signal: AbortSignal,
    onProgress: ProbeRun['onProgress'] = () => undefined,
  ): Promise<StoreReport> {
    const checkedAt = new Date();
    const findings = new Map<StoreCheck, Finding>([[bucketCheck, bucket]]);
    const isUsable = bucket.verdict === 'enforced';
    const test = async (check: StoreCheck) => {
      findings.set(check, isUsable ? await finding(() => check.run(context), signal) : NOT_TESTED);
      onProgress(findings.size, storeChecks.length + 1);
    };
    await pMap(storeChecks, test, { concurrency: CONCURRENCY });
    const reader = { s3: context.s3, bucket: context.bucket, signal };
    const { location, corsOrigins, isEmbedded } = this.options;
    const { region } = location;
    const [cors, lifecycle] = [await corsConfiguration(reader, corsOrigins), await lifecycleConfiguration(reader)];
    return {
      ...{ endpointHost: bucketUrl(this.options.publicLocation).host, bucket: context.bucket, region },
      ...{ checkedAt, durationMs: Date.now() - checkedAt.getTime() },
      clockOffsetMs: measured(findings),
      checks: [bucketCheck, ...storeChecks].map((check) => result(check, findings.get(check))),
      cors: unlessNeeded(cors, isEmbedded && findings.get(corsCheck)?.verdict === 'enforced'),
      lifecycle: unlessNeeded(lifecycle, isEmbedded),
    };
  }

  /** If this fails, a few small objects stay until the next probe or the lifecycle rule. */
  private async cleanUp(s3: S3Client, prefix: string): Promise<void> {
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    await cleanUp({ s3, bucket: this.options.location.bucket, signal }, prefix).catch(() => undefined);
  }
}

/** A check never throws: its error is the finding. */
async function finding(run: () => Promise<Finding>, signal: AbortSignal): Promise<Finding> {
  if (signal.aborted) return unproven(`Not tested: the probe ends after ${TOTAL_MS / 1000} seconds.`);
  try {
    return await run();
  } catch (error) {
    return unproven(`No response: ${nameOf(error)}.`);
  }
}

/** Names and codes only: messages of the network and the SDK may contain signed URLs. */
function nameOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return code ?? name ?? 'unknown error';
}

function result({ name, proves, without, essential }: StoreCheck, found = unproven('Not tested.')): CheckResult {
  return { name, proves, without, essential, verdict: found.verdict, detail: found.detail };
}

function measured(findings: Map<StoreCheck, Finding>): number | null {
  for (const { measuredMs } of findings.values()) if (measuredMs !== undefined) return measuredMs;
  return null;
}
