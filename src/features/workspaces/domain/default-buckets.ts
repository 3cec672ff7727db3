/** What every new workspace starts with (CONTRACT 2). */
export const defaultBuckets = ['avatars', 'assets', 'documents', 'exports', 'modules'] as const;
