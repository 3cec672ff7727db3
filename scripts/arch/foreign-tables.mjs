// Where a table or function of another owner is touched all the same, each with its reason. An entry that nothing needs
// any more fails the check.

/** SQL functions that do in one round trip what several owners share in. */
export const inFunctions = {
  create_upload: {
    touches: ['usage', 'organizations', 'note_made', 'take_token_places'],
    because: 'the same as create_uploads, for one upload',
  },
  create_planned_upload: {
    touches: ['reserve_usage', 'note_made', 'take_token_places'],
    because: 'the hot path: record, reservation and idempotency note are one statement',
  },
  create_planned_uploads: {
    touches: ['reserve_usage', 'note_made', 'take_token_places'],
    because: 'the same for a group',
  },
  create_uploads: {
    touches: ['usage', 'organizations', 'note_made', 'take_token_places'],
    because: 'the hot path: record, reservation and idempotency note are one statement',
  },
  upload_record: {
    touches: ['bucket_name', 'blob_json'],
    because: 'every view of an upload names its bucket and its bytes',
  },
  upload_json: {
    touches: ['bucket_name', 'blob_json'],
    because: 'every view of an upload names its bucket and its bytes',
  },
  confirm_staged_upload: {
    touches: ['shrink_reservation'],
    because: 'what a move does not need of its reservation is released in the same transaction',
  },
  confirm_upload: {
    touches: ['shrink_reservation'],
    because: 'what a move does not need of its reservation is released in the same transaction',
  },
  release_upload: {
    touches: ['detach_upload', 'lock_blob', 'remove_blob'],
    because: 'the last upload of an object or a content takes it along, in one transaction',
  },
  end_uploads: {
    touches: ['settle_usage', 'forget_files'],
    because: 'usage is counted in the transaction of the end, once for a group',
  },
  claim_scans: {
    touches: [
      ...['uploads', 'scan_queue', 'scan_turn', 'next_scan_tenant', 'scan_backlog_exceeds'],
      ...['upload_json', 'bucket_policies'],
    ],
    because: 'the lease is in the row of the upload, so that one lock decides between a lease and a move',
  },
  lease_scans: {
    touches: [
      ...['uploads', 'scan_queue', 'scan_turn', 'next_scan_tenant', 'scan_backlog_exceeds'],
      ...['upload_record', 'bucket_policies', 'scan_final_key', 'trash_new_keys'],
    ],
    because:
      'the lease is in the row of the upload, so that one lock decides between a lease and a move, and no key of an attempt may exist without its trash row',
  },
  take_scans: {
    touches: [
      ...['uploads', 'scan_queue', 'scan_turn', 'next_scan_tenant', 'scan_backlog_exceeds'],
      ...['bucket_name', 'bucket_policies', 'scan_final_key', 'trash_new_keys'],
    ],
    because:
      'the lease is in the row of the upload, so that one lock decides between a lease and a move, and no key of an attempt may exist without its trash row',
  },
  look_up_uploads: {
    touches: ['bucket_name', 'blob_json'],
    because: 'every view of an upload names its bucket and its bytes',
  },
  look_up_announced: {
    touches: ['bucket_name', 'blob_json'],
    because: 'every view of an upload names its bucket and its bytes',
  },
  confirm_at_once: {
    touches: ['bucket_name'],
    because: 'every view of an upload names its bucket',
  },
  lease_attempt: { touches: ['uploads'], because: 'the lease is in the row of the upload' },
  lease_next_attempt: { touches: ['uploads'], because: 'the lease is in the row of the upload' },
  begin_scan_attempt: {
    touches: ['uploads', 'scan_attempt_keys', 'trash_after_attempt'],
    because: 'no key of an attempt may exist without its trash row: both are written in one transaction',
  },
  lease_scan_attempt: {
    touches: ['uploads', 'scan_final_key', 'trash_new_key'],
    because: 'no key of an attempt may exist without its trash row: both are written in one transaction',
  },
  expect_scan_copy: {
    touches: ['uploads', 'trash_after_attempt'],
    because: 'no key of an attempt may exist without its trash row: it is written under the lease, before the copy',
  },
  next_scan_attempt: { touches: ['uploads'], because: 'the lease is in the row of the upload' },
  renew_scans: {
    touches: ['uploads', 'scan_attempt_keys', 'trash_after_attempt'],
    because: 'the trash rows of an attempt stay behind its lease: both move in one transaction',
  },
  attach_object: {
    touches: ['uploads', 'bucket_schema', 'announce'],
    because:
      'an object is made of an upload by the schema of its bucket, and announced, in the transaction that admits it',
  },
  attach_objects: {
    touches: ['have_unique_key', 'announce_each'],
    because: 'objects are made of uploads and announced in the transaction that admits them',
  },
  trash_working_copies_of: {
    touches: ['trashed_prefixes', 'expedite_trash', 'trash_staged_keys'],
    because: 'the bytes of an open upload are orphaned by the move that ends it',
  },
  admit_plain: {
    touches: [
      ...['lock_leased_uploads', 'move_admitted', 'trash_working_copies_of', 'attach_objects', 'keep_blobs'],
      ...['are_quarantined', 'reclaim_keys', 'expedite_trash', 'settle_files'],
    ],
    because: 'the hot path: objects, bytes, moves and usage of admissions are one call',
  },
  trash_working_copies: {
    touches: ['expedite_trash', 'trash_staged'],
    because: 'the bytes of an open upload are orphaned by the move that ends it',
  },
  take_copy: {
    touches: ['expedite_trash', 'reclaim_trash'],
    because: 'a copy gets its owner, or goes to the trash, in the transaction that needs it or does not',
  },
  admit_scan: {
    touches: [
      ...['uploads', 'lock_leased_upload', 'write_move', 'first_upload_of_blob', 'trash_working_copies'],
      ...['attach_object', 'keep_blob', 'blobs', 'quarantine_reason'],
    ],
    because: 'the hot path: object, bytes and move of an admission are one call',
  },
  quarantine_scan: {
    touches: [
      'uploads',
      'lock_leased_upload',
      'write_move',
      'trash_working_copies',
      'keep_blob',
      'quarantine_blob',
      'blobs',
    ],
    because: 'the hot path: bytes and move of an admission are one call',
  },
  reject_scan: {
    touches: ['uploads', 'move_upload', 'trash_working_copies'],
    because: 'the hot path: bytes and move of an admission are one call',
  },
  conclude_scans: {
    touches: ['uploads', 'count_files', 'settle_usage'],
    because: 'the hot path: all that belongs to the ends of admissions is one call, and shares a commit',
  },
  hide_document: {
    touches: ['announce'],
    because: 'a document ends with its upload, by whichever API: its announcement is written in that transaction',
  },
  trash_variant: {
    touches: ['trash_owned'],
    because: 'a variant may go with its blob: the trash row of its bytes is written in that transaction',
  },
  give_back_scan: { touches: ['uploads'], because: 'the lease is in the row of the upload' },
};

/** @type {Record<string, { touches: string[], because: string }>} by folder */
export const inFolders = {
  'features/identity': {
    touches: ['organizations'],
    because: 'a login may name its organization by name; the accounts of an address are found in one statement',
  },
  'features/store-admin': {
    touches: ['uploads', 'blobs', 'variants', 'quarantines', 'trash'],
    because: 'every key that any record names is compared with the bucket, as of one moment',
  },
};
