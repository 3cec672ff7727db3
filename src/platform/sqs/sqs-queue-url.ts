/** The signing region of a queue, from its host; undefined for hosts that are not AWS. */
export function regionOfQueue(queueUrl: string): string | undefined {
  const { hostname } = new URL(queueUrl);
  const [, region, legacy] =
    /^sqs(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$|^([a-z0-9-]+)\.queue\.amazonaws\.com(?:\.cn)?$/.exec(
      hostname,
    ) ?? [];
  return region ?? legacy;
}
