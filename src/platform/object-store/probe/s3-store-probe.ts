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
import { ProbeGround } from './probe-ground.js';
import type { StoreCheck } from './store-check.js';
import { type ProbeRun, StoreProbe } from './store-probe.js';
import type { CheckResult, StoreReport } from './store-report.js';

const TOTAL_MS = 20_000;
const CLEAN_UP_MS = 5_000;
const CONNECT_MS = 3_000;
const CONCURRENCY = 4;

export interface S3StoreProbeOptions {
  /** As this service reaches the bucket. */
  location: BucketLocation;
  /** As clients reach it: where the signer's URLs lead. */
  publicLocation: BucketLocation;
  corsOrigins: readonly string[];
}

/**
 * Asks the configured bucket, live and with the URLs clients are given, what it enforces. Takes 20 seconds at most,
 * writes small objects below a prefix of its own only, and removes them whatever happens.
 */
export class S3StoreProbe extends StoreProbe {
  constructor(
    private readonly options: S3StoreProbeOptions,
    private readonly credentials: CredentialSnapshot,
    private readonly signer: UrlSigner,
  ) {
    super();
  }

  /** Rejects when there are no credentials; everything the store does or fails to do is in the report. */
  async run({ signal, onProgress }: ProbeRun = {}): Promise<StoreReport> {
    this.credentials();
    const { location, corsOrigins } = this.options;
    const s3 = s3Client(location, async () => this.credentials(), { maxAttempts: 1, connectMs: CONNECT_MS });
    const late = AbortSignal.timeout(TOTAL_MS);
    const stop = signal ? AbortSignal.any([signal, late]) : late;
    const prefix = `${PROBE_ROOT}${randomBytes(8).toString('hex')}/`;
    const { bucket } = location;
    try {
      const ground = new ProbeGround({ s3, bucket, signer: this.signer, corsOrigins, prefix, signal: stop });
      return await this.report(ground, stop, onProgress);
    } finally {
      await this.leaveNothing(s3, prefix);
      s3.destroy();
    }
  }

  private async report(
    ground: ProbeGround,
    signal: AbortSignal,
    onProgress: ProbeRun['onProgress'] = () => undefined,
  ): Promise<StoreReport> {
    const checkedAt = new Date();
    const findings = new Map<StoreCheck, Finding>();
    const all = storeChecks.length + 1;
    const ask = async (check: StoreCheck, question = () => check.run(ground)) => {
      findings.set(check, await finding(question, signal));
      onProgress(findings.size, all);
    };
    await ask(bucketCheck);
    const reached = findings.get(bucketCheck)?.verdict === 'enforced';
    const notAsked = async () => unproven('Not asked: the bucket cannot be used.');
    await pMap(storeChecks, (check) => ask(check, reached ? undefined : notAsked), { concurrency: CONCURRENCY });
    const reader = { s3: ground.s3, bucket: ground.bucket, signal };
    const { region } = this.options.location;
    return {
      ...{ endpointHost: bucketUrl(this.options.publicLocation).host, bucket: ground.bucket, region },
      ...{ checkedAt, durationMs: Date.now() - checkedAt.getTime() },
      clockOffsetMs: measured(findings),
      checks: [bucketCheck, ...storeChecks].map((check) => result(check, findings.get(check))),
      cors: await corsConfiguration(reader, this.options.corsOrigins),
      lifecycle: await lifecycleConfiguration(reader),
    };
  }

  /** A store that fails here keeps a few small objects until the next probe or its lifecycle rule. */
  private async leaveNothing(s3: S3Client, prefix: string): Promise<void> {
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    await cleanUp({ s3, bucket: this.options.location.bucket, signal }, prefix).catch(() => undefined);
  }
}

/** A check never fails as a whole: what went wrong is its finding. */
async function finding(question: () => Promise<Finding>, signal: AbortSignal): Promise<Finding> {
  if (signal.aborted) return unproven(`Not asked: the probe ends after ${TOTAL_MS / 1000} seconds.`);
  try {
    return await question();
  } catch (error) {
    return unproven(`Not answered: ${wordsFor(error)}.`);
  }
}

/** Names and codes only: texts of the network and the SDK may hold signed URLs. */
function wordsFor(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return code ?? name ?? 'unknown error';
}

function result({ name, proves, without, essential }: StoreCheck, found = unproven('Not asked.')): CheckResult {
  return { name, proves, without, essential, verdict: found.verdict, detail: found.detail };
}

function measured(findings: Map<StoreCheck, Finding>): number | null {
  for (const { measuredMs } of findings.values()) if (measuredMs !== undefined) return measuredMs;
  return null;
}
