/**
 * How variants are made: raise it with every change of the sizes or the encoding. Variants of an older recipe are made
 * again when they are asked for.
 */
export const RECIPE = 1;

/** The longest side in pixels, in the order in which they are made. */
const longestSides = { large: 2048, medium: 1024, thumb: 256 } as const;

export type VariantName = keyof typeof longestSides;

/** From the smallest to the largest, as they are shown. */
export const variantNames: readonly VariantName[] = ['thumb', 'medium', 'large'];

export const variantSizes = Object.entries(longestSides).map(([name, longestSide]) => ({ name, longestSide }));

export const VARIANT_TYPE = 'image/webp';

/** No variant has more. */
export const MOST_VARIANT_BYTES = 64 * 1024 * 1024;

export const isVariantName = (name: string): name is VariantName => Object.hasOwn(longestSides, name);

interface AttemptName {
  workspaceId: string;
  blobId: string;
  leaseToken: string;
}

/** The place of what one attempt writes. Each has its own, so that a late write of one that died meets no other's bytes. */
export function attemptPrefix({ workspaceId, blobId, leaseToken }: AttemptName): string {
  return `${workspaceId}/variants/${blobId}/${leaseToken}/`;
}

export function variantKey(attempt: AttemptName, name: string): string {
  return `${attemptPrefix(attempt)}${name}`;
}
