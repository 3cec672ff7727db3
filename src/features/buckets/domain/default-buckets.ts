/** The buckets of every new workspace. */
export const defaultBuckets = ['avatars', 'assets', 'documents', 'exports', 'modules'] as const;
