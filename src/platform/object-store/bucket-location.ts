import { S3Client } from '@aws-sdk/client-s3';

/** Where a bucket is. Without an endpoint it is on AWS. */
export interface BucketLocation {
  bucket: string;
  region: string;
  endpoint?: string;
  /** Bucket in the path instead of the host name. */
  forcePathStyle: boolean;
}

/** The URL below which the bucket's keys lie, by the AWS SDK's own endpoint rules (partitions, dotted names, IP hosts). */
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
