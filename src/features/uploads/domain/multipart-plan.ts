import { type UploadMethod, uploadMethods } from './upload-method.js';

/** S3's own limits. */
export const MAX_PARTS = 10_000;
const MIB = 1024 * 1024;

export const USUAL_PART_BYTES = 8 * MIB;

/** How a file is cut: equal parts but the last. Sizes are bytes. */
export interface MultipartPlan {
  size: number;
  partSize: number;
  partCount: number;
}

export interface PartLike {
  partNumber: number;
  size: number;
}

/**
 * The plan of a file of this size: 8 MiB parts, doubled until 10,000 suffice. It is computed whenever it is needed
 * and never stored, so its result for a size must never change.
 */
export function planMultipart(size: number): MultipartPlan {
  let partSize = USUAL_PART_BYTES;
  while (partSize * MAX_PARTS < size) partSize *= 2;
  return { size, partSize, partCount: Math.ceil(size / partSize) };
}

interface Sent {
  method: UploadMethod;
  declaredSize: number | null;
}

/** The plan by which the client sends an upload in parts; `null` for every other method. */
export function planOf({ method, declaredSize }: Sent): MultipartPlan | null {
  return uploadMethods[method].urls === 'parts' && declaredSize !== null ? planMultipart(declaredSize) : null;
}

/** How many parts the store lists in one answer. */
const PARTS_PER_LIST = 1_000;

/** How many calls to the store it takes to see what has arrived of an upload. */
export function callsToLookAt(upload: Sent): number {
  const plan = planOf(upload);
  return plan ? Math.ceil(plan.partCount / PARTS_PER_LIST) : 1;
}

export function sizeOfPart({ size, partSize, partCount }: MultipartPlan, partNumber: number): number {
  return partNumber < partCount ? partSize : size - partSize * (partCount - 1);
}

/** Which parts have not arrived, in rising order. */
export function missingParts({ partCount }: MultipartPlan, arrived: readonly PartLike[]): number[] {
  const there = new Set(arrived.map(({ partNumber }) => partNumber));
  return Array.from({ length: partCount }, (_, index) => index + 1).filter((partNumber) => !there.has(partNumber));
}

/** Whether these parts are exactly the planned ones: none missing, none extra, each of its size. */
export function fitsPlan(plan: MultipartPlan, arrived: readonly PartLike[]): boolean {
  if (arrived.length !== plan.partCount || missingParts(plan, arrived).length > 0) return false;
  return arrived.every(({ partNumber, size }) => size === sizeOfPart(plan, partNumber));
}
