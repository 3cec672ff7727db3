import type { S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { type BucketLocation, bucketUrl } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { s3Client } from '../s3/s3-client.js';
import type { UrlSigner } from '../url-signer.js';
import { corsConfiguration, lifecycleConfiguration } from './bucket-configuration.js';
import { bucketCheck } from './checks/bucket-checks.js';
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

export interface S3StoreProbeOptions {
  /** The bucket's address for this service. */
  location: BucketLocation;
  /** The bucket's address for clients, in the signer's URLs. */
  publicLocation: BucketLocation;
  corsOrigins: readonly string[];
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
      return await this.report(context, stop, onProgress);
    } finally {
      await this.cleanUp(s3, prefix);
      s3.destroy();
    }
  }

  private async report(
    context: ProbeContext,
    signal: AbortSignal,
    onProgress: ProbeRun['onProgress'] = () => undefined,
  ): Promise<StoreReport> {
    const checkedAt = new Date();
    const findings = new Map<StoreCheck, Finding>();
    const all = storeChecks.length + 1;
    const test = async (check: StoreCheck, run = () => check.run(context)) => {
      findings.set(check, await finding(run, signal));
      onProgress(findings.size, all);
    };
    await test(bucketCheck);
    const reached = findings.get(bucketCheck)?.verdict === 'enforced';
    const notTested = async () => unproven('Not tested: the bucket cannot be used.');
    await pMap(storeChecks, (check) => test(check, reached ? undefined : notTested), { concurrency: CONCURRENCY });
    const reader = { s3: context.s3, bucket: context.bucket, signal };
    const { region } = this.options.location;
    return {
      ...{ endpointHost: bucketUrl(this.options.publicLocation).host, bucket: context.bucket, region },
      ...{ checkedAt, durationMs: Date.now() - checkedAt.getTime() },
      clockOffsetMs: measured(findings),
      checks: [bucketCheck, ...storeChecks].map((check) => result(check, findings.get(check))),
      cors: await corsConfiguration(reader, this.options.corsOrigins),
      lifecycle: await lifecycleConfiguration(reader),
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
