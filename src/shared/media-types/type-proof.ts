/** The result of comparing a declared type with the bytes, with its description. */
export const typeProofs = {
  proven: 'The bytes show the declared type or its family.',
  unproven: 'Nothing contradicts the declared type, and nothing proves it: application/octet-stream, an attachment.',
  contradicted: 'The bytes show another type: application/octet-stream, an attachment, where it is kept at all.',
} as const;
export type TypeProof = keyof typeof typeProofs;
