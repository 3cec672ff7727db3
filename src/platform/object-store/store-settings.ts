import type { Settings } from '../../config/settings.js';
import type { BucketLocation } from './bucket-location.js';
import type { StoreCredentials } from './credentials.js';

/** The settings of the object store in the form of its parts. */
export interface StoreSettings {
  /** The bucket's address for this service; undefined when no bucket is set. */
  location?: BucketLocation;
  /** The bucket's address for clients. */
  publicLocation?: BucketLocation;
  /** Static credentials from settings; without them AWS's default chain is used. */
  credentials?: StoreCredentials;
  /** The missing settings, for an error message. */
  missing: string;
}

type Get = <Name extends keyof Settings>(name: Name) => Settings[Name];

export function storeSettings(get: Get): StoreSettings {
  const bucket = get('AWS_STORAGE_BUCKET_NAME');
  const endpoint = get('S3_ENDPOINT');
  const credentials = staticCredentials(get);
  const missing = [
    ...(bucket ? [] : ['AWS_STORAGE_BUCKET_NAME']),
    ...(credentials ? [] : ['AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY']),
  ].join(', ');
  if (!bucket) return { credentials, missing };
  const region = get('AWS_S3_REGION_NAME');
  const forcePathStyle = get('S3_FORCE_PATH_STYLE') ?? endpoint !== undefined;
  const location = { bucket, region, endpoint, forcePathStyle };
  const publicLocation = { ...location, endpoint: get('S3_PUBLIC_ENDPOINT') ?? endpoint };
  return { location, publicLocation, credentials, missing };
}

function staticCredentials(get: Get): StoreCredentials | undefined {
  const accessKeyId = get('AWS_ACCESS_KEY_ID');
  const secretAccessKey = get('AWS_SECRET_ACCESS_KEY');
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = get('AWS_SESSION_TOKEN');
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
