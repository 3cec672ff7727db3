import { CompiledRule, RULE_BYTES } from './compiled-rule.js';
import { type Need, needOf } from './rule-needs.js';

const MAGIC = 0xf11e041c;
const VERSION = 21;
const [VERSION_AT, RULES_AT, NAMED_AT] = [4, 8, 12];

/** The rules of a compiled database by what a text must have so that they can match it. */
interface SplitRules {
  /** What each rule needs that only matches texts with certain bytes. */
  needs: Need[];
  /** A database of all rules that need neither certain bytes nor a pattern. */
  others: Buffer;
  /** A database of all rules that need no pattern: those take most of the time. */
  withoutPatterns: Buffer;
}

export function splitRules(compiled: Buffer): SplitRules {
  const needs: Need[] = [];
  const others: Buffer[] = [];
  const withoutPatterns: Buffer[] = [];
  for (const rule of groups(compiled)) {
    const need = needOf(new CompiledRule(rule));
    if (need) needs.push(need);
    else others.push(rule);
    if (!need?.patterns) withoutPatterns.push(rule);
  }
  return { needs, others: databaseOf(compiled, others), withoutPatterns: databaseOf(compiled, withoutPatterns) };
}

/** Each rule of its own with those that continue it. Throws for a database in another format. */
function* groups(compiled: Buffer): Generator<Buffer> {
  if (compiled.readUInt32LE(0) !== MAGIC || compiled.readUInt32LE(VERSION_AT) !== VERSION)
    throw new Error('The compiled rules of libmagic have another format: adapt compiled-rule.ts to it.');
  const end = (1 + compiled.readUInt32LE(RULES_AT)) * RULE_BYTES;
  for (let start = RULE_BYTES, next = start; start < end; start = next) {
    for (next += RULE_BYTES; next < end && new CompiledRule(compiled.subarray(next)).level > 0;) next += RULE_BYTES;
    yield compiled.subarray(start, next);
  }
}

/** The header, these rules, and all that are used by name. */
function databaseOf(compiled: Buffer, rules: readonly Buffer[]): Buffer {
  const header = Buffer.from(compiled.subarray(0, RULE_BYTES));
  header.writeUInt32LE(rules.reduce((sum, { length }) => sum + length, 0) / RULE_BYTES, RULES_AT);
  const named = compiled.subarray(compiled.length - compiled.readUInt32LE(NAMED_AT) * RULE_BYTES);
  return Buffer.concat([header, ...rules, named]);
}
