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
    functions: ['shrink_reservation', 'settle_usage', 'forget_files'],
  },
  'features/relay': { tables: ['announcements', 'parked_events'], functions: ['forget_workspaces', 'announce'] },
  'features/buckets': { tables: ['buckets'], functions: ['find_bucket', 'bucket_name'] },
  'features/blobs': {
    tables: ['blobs', 'trash'],
    functions: [
      'trash_after_attempt',
      'store_call_outlives',
      'trash_owned',
      'blob_json',
      'expedite_trash',
      'trash_staged',
      'lock_blob',
      'remove_blob',
    ],
  },
  'features/uploads': {
    tables: ['uploads', 'upload_events', 'download_notes', 'scan_queue', 'scan_turn', 'tus_uploads', 'tus_parts'],
    functions: [
      'create_upload',
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
      'find_uploads',
      'confirm_upload',
      'confirm_uploads',
      'first_upload_of_blob',
      'discard_upload',
      'release_upload',
      'end_uploads',
    ],
  },
  'features/objects': { tables: ['objects', 'object_files'], functions: ['detach_upload'] },
  'features/attachments': { tables: ['attachments'], functions: ['forget_attachments'] },
  'features/quarantine': { tables: ['quarantines'] },
  'features/scanning': {
    tables: ['scanner_presence'],
    functions: [
      'claim_scan',
      'begin_scan_attempt',
      'next_scan_attempt',
      'renew_scan',
      'give_back_scan',
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
