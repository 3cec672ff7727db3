import { createHmac } from 'node:crypto';
import { S3Error, s3Errors } from '../s3-error.js';
import { constantTimeEqual } from './constant-time-equal.js';
import { type SigningKeys } from './signing-keys.js';

/** The fields of a form by lower-case name. */
export type FormFields = ReadonlyMap<string, string>;

export interface SizeRange {
  min: number;
  max: number;
}

/** Fields without a condition: those of the policy itself, and those outside of it. */
const EXEMPT_FIELDS = ['policy', 'x-amz-signature', 'file', 'awsaccesskeyid', 'bucket'];

interface Condition {
  operator: string;
  name: string;
  value: string;
}

/** Verifies the signature of a form's policy and every condition in it; returns the allowed size of the file. */
export class PostPolicyVerifier {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: () => number,
    private readonly maxSize: number,
  ) {}

  verify(fields: FormFields, key: string, bucket: string): SizeRange {
    const policy = fields.get('policy');
    if (policy === undefined || fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') throw s3Errors.accessDenied();
    const scope = this.keys.derive(fields.get('x-amz-credential') ?? '');
    const signature = createHmac('sha256', scope.key).update(policy).digest('hex');
    if (!constantTimeEqual(fields.get('x-amz-signature') ?? '', signature))
      throw s3Errors.signatureMismatch('Send the fields of the form as they were given, before the file.');
    const { expiration, conditions } = parsePolicy(policy);
    if (!(expiration > this.clock())) throw s3Errors.accessDenied('Invalid according to Policy: Policy expired.');
    return this.check(conditions, new Map([...fields, ['key', key], ['bucket', bucket]]));
  }

  private check(conditions: unknown[], fields: FormFields): SizeRange {
    const range = { min: 0, max: this.maxSize };
    const covered = new Set(EXEMPT_FIELDS);
    for (const raw of conditions) {
      if (isSizeRange(raw)) {
        range.min = Math.max(range.min, byteCount(raw[1]));
        range.max = Math.min(range.max, byteCount(raw[2]));
        continue;
      }
      for (const condition of parseCondition(raw)) {
        covered.add(condition.name);
        if (!holds(condition, fields)) throw refused(`Policy Condition failed: ${JSON.stringify(raw)}`);
      }
    }
    const extra = [...fields.keys()].find((name) => !covered.has(name) && !name.startsWith('x-ignore-'));
    if (extra !== undefined) throw refused(`Extra input fields: ${extra}`);
    return range;
  }
}

function parsePolicy(base64: string): { expiration: number; conditions: unknown[] } {
  try {
    const { expiration, conditions } = JSON.parse(Buffer.from(base64, 'base64').toString());
    if (!Array.isArray(conditions)) throw new TypeError('conditions must be a list');
    return { expiration: Date.parse(expiration), conditions };
  } catch {
    throw new S3Error(
      400,
      'InvalidPolicyDocument',
      'The policy must be base64 of JSON with expiration and conditions.',
    );
  }
}

function isSizeRange(condition: unknown): condition is [string, unknown, unknown] {
  return Array.isArray(condition) && /^content-length-range$/i.test(String(condition[0]));
}

/** NaN would mean "no limit" in comparisons, so it is refused. */
function byteCount(value: unknown): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 0) throw refused('content-length-range needs two whole numbers');
  return count;
}

/** `["eq", "$name", value]`, `["starts-with", "$name", prefix]` or `{ name: value }`. */
function parseCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) {
    const [operator, name, value] = condition.map(String);
    return [{ operator: operator?.toLowerCase() ?? '', name: fieldName(name ?? ''), value: value ?? '' }];
  }
  if (typeof condition !== 'object' || condition === null) throw refused('a condition is neither list nor object');
  return Object.entries(condition).map(([name, value]) => ({
    operator: 'eq',
    name: fieldName(name),
    value: String(value),
  }));
}

function fieldName(name: string): string {
  return name.replace(/^\$/, '').toLowerCase();
}

function holds({ operator, name, value }: Condition, fields: FormFields): boolean {
  const actual = fields.get(name);
  if (operator === 'eq') return actual === value;
  return operator === 'starts-with' && (actual ?? '').startsWith(value);
}

function refused(reason: string): S3Error {
  return s3Errors.accessDenied(`Invalid according to Policy: ${reason}`);
}
