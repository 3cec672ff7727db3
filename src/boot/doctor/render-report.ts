import type { BucketConfiguration } from '../../platform/object-store/probe/bucket-configuration.js';
import type { Verdict } from '../../platform/object-store/probe/finding.js';
import {
  type CheckResult,
  essentialProblems,
  proofsOf,
  type StoreReport,
} from '../../platform/object-store/probe/store-report.js';
import { guarantees } from '../../platform/object-store/url-signer.js';

const words: Record<Verdict, string> = {
  enforced: '',
  not_enforced: 'not enforced: ',
  unsupported: 'not supported: ',
  error: 'not known: ',
};
const NAME_WIDTH = 23;
const INDENT = ' '.repeat(NAME_WIDTH + 4);

/** Nothing more can be known of a bucket that cannot be used. */
function renderUnreached({ bucket, endpointHost, region }: StoreReport, why = 'It was not tested.'): string {
  return `✗ The bucket ${bucket} at ${endpointHost}, region ${region}, cannot be used. ${why}`;
}

/** ✓ holds; ✗ does not, and has to; – does not, and need not; ? not known. */
function mark({ verdict, essential }: CheckResult): string {
  if (verdict === 'enforced') return '✓';
  return verdict === 'error' ? '?' : essential ? '✗' : '–';
}

/** A report as people read it: a table, what each missing capability means, and what to apply. */
export function renderReport(report: StoreReport, endpoint?: string): string {
  const { bucket, endpointHost, region, durationMs, checks, cors, lifecycle } = report;
  const [bucketCheck] = checks;
  if (bucketCheck?.verdict !== 'enforced') return renderUnreached(report, bucketCheck?.detail);
  const proofs = proofsOf(report);
  const proven = guarantees.filter((guarantee) => proofs.get(guarantee));
  return [
    `Bucket ${bucket} at ${endpointHost}, region ${region}, asked for ${(durationMs / 1000).toFixed(1)} s`,
    '',
    ...checks.map(renderCheck),
    '',
    `Clock of the store: ${offset(report.clockOffsetMs)}`,
    `Guarantees that uploads can have: ${proven.join(', ') || 'none'}`,
    '',
    ...renderConfiguration('cors', bucket, cors, endpoint),
    ...renderConfiguration('lifecycle', bucket, lifecycle, endpoint),
    verdict(report),
  ].join('\n');
}

function renderCheck(check: CheckResult): string {
  const { name, verdict, detail, without, essential } = check;
  const line = `  ${mark(check)} ${name.padEnd(NAME_WIDTH)}${words[verdict]}${detail}`;
  if (verdict === 'enforced') return line;
  // What was not proven either way may hold: only what is missing has consequences to tell.
  const means = [essential ? 'ESSENTIAL.' : '', verdict === 'error' ? '' : without].filter(Boolean).join(' ');
  return means ? `${line}\n${INDENT}${means}` : line;
}

const commands = {
  cors: { title: 'CORS', put: 'put-bucket-cors', option: '--cors-configuration' },
  lifecycle: { title: 'Lifecycle', put: 'put-bucket-lifecycle-configuration', option: '--lifecycle-configuration' },
};

function renderConfiguration(
  kind: keyof typeof commands,
  bucket: string,
  { state, apply }: BucketConfiguration,
  endpoint?: string,
): string[] {
  const { title, put, option } = commands[kind];
  if (state === 'not_needed') return [`${title} configuration: none needed.`, ''];
  const at = endpoint ? ` --endpoint-url ${new URL(endpoint).origin}` : '';
  return [
    `${title} configuration: ${state}. ${state === 'applied' ? 'It is:' : 'To apply, save this as ' + kind + '.json:'}`,
    JSON.stringify(apply, null, 2),
    ...(state === 'applied' ? [] : [`aws s3api ${put} --bucket ${bucket} ${option} file://${kind}.json${at}`]),
    '',
  ];
}

function offset(ms: number | null): string {
  if (ms === null) return 'not known';
  return `${(Math.abs(ms) / 1000).toFixed(1)} s ${ms < 0 ? 'behind' : 'ahead'} (measured to half a second)`;
}

function verdict(report: StoreReport): string {
  const problems = essentialProblems(report).map(({ name }) => name);
  if (!problems.length) return 'Everything essential holds.';
  return `Do not use this bucket yet. Not proven, though essential: ${problems.join(', ')}.`;
}
