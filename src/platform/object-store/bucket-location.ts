import { S3Client } from '@aws-sdk/client-s3';

/** The address of a bucket. Without an endpoint it is on AWS. */
export interface BucketLocation {
  bucket: string;
  region: string;
  endpoint?: string;
  /** Bucket in the path instead of the host name. */
  forcePathStyle: boolean;
}

/** The base URL of the bucket's keys, by the endpoint rules of the AWS SDK (partitions, dotted names, IP hosts). */
export function bucketUrl({ bucket, region, endpoint, forcePathStyle }: BucketLocation): URL {
  const { endpointProvider } = new S3Client({ region }).config;
  return endpointProvider({
    Bucket: bucket,
    Region: region,
    Endpoint: endpoint,
    ForcePathStyle: forcePathStyle,
    UseFIPS: false,
    UseDualStack: false,
    Accelerate: false,
    UseGlobalEndpoint: false,
    UseArnRegion: false,
    DisableMultiRegionAccessPoints: false,
    DisableS3ExpressSessionAuth: true,
  }).url;
}
