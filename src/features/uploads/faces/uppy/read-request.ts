import { Errors } from '../../../../shared/errors/errors.js';
import { jsonValueProblem } from '../../../../shared/json/json-value.js';
import { isStorable, NOT_STORABLE } from '../../../../shared/json/storable.js';
import type { NamedPart } from '../../domain/unsized-parts.js';

/** A JSON object or a query string of a client that may send more than is read. */
export type Given = Readonly<Record<string, unknown>>;

/** The object that a client sent; anything else is refused. */
export function objectOf(body: unknown): Given {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Given;
  throw Errors.invalidField('body', 'must be a JSON object');
}

/** Text, or undefined where there is none; an empty one is none. */
export function textIn(given: Given, field: string): string | undefined {
  const value = given[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw Errors.invalidField(field, 'must be text');
  if (!isStorable(value)) throw Errors.invalidField(field, NOT_STORABLE);
  return value;
}

export function requiredText(given: Given, field: string): string {
  const text = textIn(given, field);
  if (text === undefined) throw Errors.invalidField(field, 'is needed');
  return text;
}

/** A whole number from `min`, as a number or as digits; undefined where there is none. */
export function integerIn(given: Given, field: string, min: number): number | undefined {
  const value = given[field];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min) return number;
  throw Errors.invalidField(field, `must be a whole number from ${min}`);
}

/** The number of a part, from 1. */
export function partNumberOf(text: string): number {
  const number = integerIn({ partNumber: text }, 'partNumber', 1);
  if (number === undefined) throw Errors.invalidField('partNumber', 'is needed');
  return number;
}

/** The client's own JSON, as an object or as its text. */
export function metadataIn(given: Given): Record<string, unknown> | undefined {
  const { metadata } = given;
  if (metadata === undefined || metadata === null || metadata === '') return undefined;
  const value: unknown = typeof metadata === 'string' ? parsed(metadata) : metadata;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw Errors.invalidField('metadata', 'must be a JSON object');
  const problem = jsonValueProblem(value);
  if (problem) throw Errors.invalidField('metadata', problem);
  return value as Record<string, unknown>;
}

/** `metadata[name]=value` of a query string. */
export function metadataOfQuery(query: Given): Record<string, unknown> {
  const entries = Object.entries(query).flatMap(([name, value]) => {
    const [, key] = /^metadata\[(.+)\]$/s.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return metadataIn({ metadata: Object.fromEntries(entries) }) ?? {};
}

/** Parts as Companion's clients name them. */
export function partsIn(given: Given): NamedPart[] {
  if (!Array.isArray(given.parts)) throw Errors.invalidField('parts', 'must be a list of {PartNumber, ETag}');
  return given.parts.map((one: unknown, index) => {
    const part = typeof one === 'object' && one !== null ? (one as Given) : {};
    const partNumber = integerIn(part, 'PartNumber', 1);
    const etag = textIn(part, 'ETag');
    if (partNumber !== undefined && etag !== undefined) return { partNumber, etag };
    throw Errors.invalidField(`parts.${index}`, 'must have PartNumber and ETag');
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
