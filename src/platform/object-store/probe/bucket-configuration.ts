import {
  type CORSRule,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PROBE_ROOT } from './clean-up.js';
import { refusalOf } from './probe-context.js';

/**
 * `not_needed`: what it is for holds without it. `unknown`: the store does not support the request, or the credentials do not
 * permit it.
 */
export const configurationStates = ['applied', 'not_needed', 'differs', 'missing', 'unknown'] as const;
export type ConfigurationState = (typeof configurationStates)[number];

/** One configuration of the bucket: its state, and the one to apply in the form of `aws s3api put-bucket-…`. */
export interface BucketConfiguration {
  state: ConfigurationState;
  apply: Record<string, unknown>;
}

/** Longer than the deadline of any upload: Airlock aborts its own sessions, this rule is for unknown ones. */
const ABORT_AFTER_DAYS = 30;
const PROBES_EXPIRE_AFTER_DAYS = 1;
const METHODS = ['GET', 'HEAD', 'PUT', 'POST'];

export function corsToApply(origins: readonly string[]): { CORSRules: CORSRule[] } {
  return {
    CORSRules: [
      {
        AllowedOrigins: [...origins],
        AllowedMethods: METHODS,
        AllowedHeaders: ['*'],
        // Parts are completed by their ETag; Uppy reads where a form was stored.
        ExposeHeaders: ['ETag', 'Location'],
        MaxAgeSeconds: 3600,
      },
    ],
  };
}

export function lifecycleToApply(): { Rules: LifecycleRule[] } {
  return {
    Rules: [
      {
        ID: 'airlock-abandoned-multipart',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_AFTER_DAYS },
      },
      {
        ID: 'airlock-probes',
        Status: 'Enabled',
        Filter: { Prefix: PROBE_ROOT },
        Expiration: { Days: PROBES_EXPIRE_AFTER_DAYS },
      },
    ],
  };
}

interface Reader {
  s3: S3Client;
  bucket: string;
  signal: AbortSignal;
}

/** `holds`: whether what the configuration is for was seen to work. */
export function unlessNeeded(configuration: BucketConfiguration, holds: boolean): BucketConfiguration {
  return holds && configuration.state !== 'applied' ? { ...configuration, state: 'not_needed' } : configuration;
}

export async function corsConfiguration(reader: Reader, origins: readonly string[]): Promise<BucketConfiguration> {
  const apply = corsToApply(origins);
  const state = await stateOf(async () => {
    const { CORSRules = [] } = await reader.s3.send(new GetBucketCorsCommand({ Bucket: reader.bucket }), {
      abortSignal: reader.signal,
    });
    return apply.CORSRules.every((wanted) => CORSRules.some((rule) => allowsAsMuch(rule, wanted)));
  });
  return { state, apply };
}

export async function lifecycleConfiguration(reader: Reader): Promise<BucketConfiguration> {
  const apply = lifecycleToApply();
  const state = await stateOf(async () => {
    const { Rules = [] } = await reader.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: reader.bucket }), {
      abortSignal: reader.signal,
    });
    return apply.Rules.every((wanted) => Rules.some((rule) => cleansAsMuch(rule, wanted)));
  });
  return { state, apply };
}

async function stateOf(matches: () => Promise<boolean>): Promise<ConfigurationState> {
  let fits = false;
  const refused = await refusalOf(matches().then((answer) => (fits = answer))).catch(() => ({ status: 0 }));
  if (refused) return refused.status === 404 ? 'missing' : 'unknown';
  return fits ? 'applied' : 'differs';
}

function allowsAsMuch(rule: CORSRule, wanted: CORSRule): boolean {
  return (
    includesAll(rule.AllowedOrigins, wanted.AllowedOrigins) &&
    includesAll(rule.AllowedMethods, wanted.AllowedMethods) &&
    includesAll(rule.AllowedHeaders, wanted.AllowedHeaders) &&
    includesAll(rule.ExposeHeaders, wanted.ExposeHeaders)
  );
}

function includesAll(given: string[] = [], wanted: string[] = []): boolean {
  const known = given.map((name) => name.toLowerCase());
  return known.includes('*') || wanted.every((name) => known.includes(name.toLowerCase()));
}

function cleansAsMuch(rule: LifecycleRule, wanted: LifecycleRule): boolean {
  const covers = (wanted.Filter?.Prefix ?? '').startsWith(rule.Filter?.Prefix ?? '');
  return rule.Status === 'Enabled' && covers && daysOf(wanted).every((asked, i) => inTime(daysOf(rule)[i], asked));
}

const daysOf = ({ AbortIncompleteMultipartUpload: abort, Expiration: expire }: LifecycleRule) => [
  abort?.DaysAfterInitiation,
  expire?.Days,
];

const inTime = (given: number | undefined, asked: number | undefined) =>
  asked === undefined || (given !== undefined && given <= asked);
