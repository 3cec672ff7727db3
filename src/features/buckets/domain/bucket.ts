/** What a place accepts, how it names keys, and what it does with files that nobody can scan. */
export interface Bucket {
  id: string;
  organizationId: string;
  workspaceId: string;
  name: string;
  status: 'ACTIVE' | 'ARCHIVED' | 'SUSPENDED';
  /** Empty: every type. */
  allowedContentTypes: string[];
  /** Bytes; null: the tier's limit alone. */
  maxFileSize: number | null;
  keyStrategy: 'id' | 'date';
  keyPrefix: string;
  unscannablePolicy: 'reject' | 'quarantine' | 'allow_flagged';
}
