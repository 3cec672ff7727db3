/** The region that signs requests to a queue: AWS's own hosts name it. */
export function regionOfQueue(queueUrl: string): string | undefined {
  const { hostname } = new URL(queueUrl);
  const [, region, legacy] =
    /^sqs(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$|^([a-z0-9-]+)\.queue\.amazonaws\.com(?:\.cn)?$/.exec(
      hostname,
    ) ?? [];
  return region ?? legacy;
}
