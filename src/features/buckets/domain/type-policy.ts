import type { TypeProof } from '../../../shared/media-types/type-proof.js';

/** Which files a bucket refuses for their declared type. */
export const typePolicies = {
  contradicted:
    'Files whose bytes show another type than declared are refused; what cannot be proven is an attachment.',
  unproven: 'Files whose declared type the bytes do not prove are refused as well.',
  record: 'Nothing is refused for its type. Records say what was found, and only what is proven is ever shown inline.',
} as const;
export type TypePolicy = keyof typeof typePolicies;

const refused: Record<TypePolicy, readonly TypeProof[]> = {
  contradicted: ['contradicted'],
  unproven: ['contradicted', 'unproven'],
  record: [],
};

/** Whether a file is refused for what its declared type is worth. */
export function refusesType(policy: TypePolicy, proof: TypeProof): boolean {
  return refused[policy].includes(proof);
}
