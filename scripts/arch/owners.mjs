// Which folder of src owns which tables and SQL functions. Only the owner's repositories touch them; other folders ask
// the owner, or use a query that it exports by name. Triggers run their owner's function on another owner's table.

/** @type {Record<string, { tables?: string[], functions?: string[] }>} */
export const owners = {
  'platform/prisma': {
    tables: ['_prisma_migrations'],
    // Used by the policies of row-level security.
    functions: ['current_workspace', 'current_organization'],
  },
  'platform/idempotency': { tables: ['idempotency_records'], functions: ['note_made'] },
  'features/identity': {
    tables: ['users', 'identities', 'api_keys', 'memberships', 'upload_tokens'],
    functions: ['take_token_places', 'return_token_place'],
  },
  'features/workspaces': {
    tables: ['organizations', 'workspaces', 'audit_events', 'usage', 'bucket_usage'],
    functions: ['count_files', 'settle_usage'],
  },
  'features/relay': { tables: ['announcements', 'parked_events'], functions: ['forget_workspaces', 'announce'] },
  'features/buckets': {
    tables: ['buckets'],
    functions: ['find_bucket', 'bucket_name', 'bucket_policies', 'bucket_schema'],
  },
  'features/blobs': {
    tables: ['blobs', 'trash'],
    functions: [
      'trash_after_attempt',
      'store_call_outlives',
      'trash_owned',
      'trash_staged',
      'expedite_trash',
      'reclaim_trash',
      'blob_json',
      'keep_blob',
      'quarantine_blob',
    ],
  },
  'features/uploads': {
    tables: ['uploads', 'upload_events', 'download_notes', 'scan_queue', 'scan_turn', 'tus_uploads', 'tus_parts'],
    functions: [
      'create_uploads',
      'keep_status_promises',
      'forget_uploads',
      'make_upload_events_partition',
      'vacuum_upload_events_often',
      'drop_empty_upload_events',
      'note_download',
      'keep_scan_queue',
      'next_scan_tenant',
      'scan_backlog_exceeds',
      'scan_position',
      'scan_attempt_keys',
      'upload_json',
      'move_upload',
      'trash_working_copies',
      'first_upload_of_blob',
      'lock_leased_upload',
    ],
  },
  'features/objects': { tables: ['objects', 'object_files'], functions: ['attach_object'] },
  'features/attachments': { tables: ['attachments'], functions: ['forget_attachments'] },
  'features/quarantine': { tables: ['quarantines'], functions: ['quarantine_reason'] },
  'features/scanning': {
    tables: ['scanner_presence'],
    functions: [
      'claim_scans',
      'begin_scan_attempt',
      'next_scan_attempt',
      'renew_scans',
      'give_back_scan',
      'conclude_scans',
      'admit_scan',
      'quarantine_scan',
      'reject_scan',
      'take_copy',
      'note_scanner_presence',
      'staging_cutoff',
    ],
  },
  'features/documents': {
    tables: ['documents', 'document_chunks', 'knowledge_bases', 'knowledge_base_documents', 'ingestion_turn'],
    functions: [
      'keep_document_status',
      'searchable_text',
      'index_chunk',
      'vocabulary_of',
      'follow_upload',
      'hide_document',
      'count_knowledge_base_documents',
      'claim_ingestion',
      'next_ingestion_tenant',
    ],
  },
  'features/images': {
    tables: ['images', 'variants'],
    functions: ['expect_variants', 'discard_variants', 'trash_variant'],
  },
  'features/webhooks': { tables: ['webhook_endpoints', 'webhook_deliveries'] },
  'features/notifications': { tables: ['notifications', 'notification_recipients'] },
  'platform/background': { tables: ['job_leases'] },
  'platform/rate-counters': { tables: ['rate_counts'] },
};
