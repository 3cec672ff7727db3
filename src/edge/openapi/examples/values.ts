const ID = '0mj0b2c4d5e6f7g8';
const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const UPLOAD_URL =
  'https://files.example.com/airlock/ws_0mj0b2c4d5e6f7g8/staging/upl_0mj0b2c4d5e6f7g8?X-Amz-Signature=…';
const READ_URL =
  'https://files.example.com/airlock/ws_0mj0b2c4d5e6f7g8/bkt_0mj0b2c4d5e6f7g8/upl_0mj0b2c4d5e6f7g8?X-Amz-Signature=…';

/** Examples by the name that a property or parameter has on the wire. One that says `example` itself goes before. */
export const values: Record<string, unknown> = {
  // Ids
  ...idsOf({
    audit_event: 'aud',
    attachment: 'att',
    bucket: 'bkt',
    chunk: 'chk',
    delivery: 'dlv',
    document: 'doc',
    endpoint: 'whk',
    identity: 'idn',
  }),
  ...idsOf({ file: 'upl', key: 'key', knowledge_base: 'kb', notification: 'ntf', object: 'obj', organization: 'org' }),
  ...idsOf({ task: 'task', upload: 'upl', upload_token: 'ut', user: 'usr', workspace: 'ws' }),
  ...idsOf({ bucket_object: 'obj', existing_object: 'obj', duplicate_of_upload: 'upl' }),
  ...{ fileId: `upl_${ID}`, id: 4503599627370497, record_id: '42', record_type: 'Invoice', uploadedBy: `usr_${ID}` },
  ...{ upload_ids: `upl_${ID}`, knowledge_base_ids: `kb_${ID}`, recipients: `usr_${ID}`, created_by: `usr_${ID}` },
  ...{ target: `bkt_${ID}`, address: '203.0.113.7' },
  ...{ actor: `usr_${ID}`, request_id: 'Vq3xTtA0b9Zc', subject: 'auth0|4711', view_id: 'eyJwIjoidmlldyJ9--c2ln' },
  'last-event-id': '2',

  // Files
  ...{ filename: 'report.pdf', content_type: 'application/pdf', mimeType: 'application/pdf' },
  ...{ detected_type: 'application/pdf', detectedType: 'application/pdf', allowed_content_types: 'application/pdf' },
  ...{ file_size_bytes: 48213, file_size: 48213, byte_size: 48213, size: 48213, bytes: 48213, max_size: 10485760 },
  ...{
    file_hash: SHA256,
    sha256: SHA256,
    checksum: 'rL0Y20zC+Fzt72VPzMSk2A==',
    etag: '"acbd18db4cc2f85cedef654fccc4a4d8"',
  },
  ...{ key: `ws_${ID}/staging/upl_${ID}`, s3_key: `ws_${ID}/bkt_${ID}/upl_${ID}`, key_prefix: '' },
  ...{ path: `ws_${ID}/staging/upl_${ID}`, variant: 'thumb', key_template: '{yyyy}/{mm}/{upload_id}{ext}' },
  ...{ bucket: 'assets', bucket_name: 'assets', blob_property: 'report', blob_type: 'PDF', property: 'report' },
  ...{ headers: { 'Content-Type': 'application/pdf' }, fields: { key: `ws_${ID}/staging/upl_${ID}`, policy: 'eyJ…' } },
  ...{
    metadata: { order: '4711' },
    object_metadata: { order: '4711' },
    expires_in: 300,
    origin: 'https://app.example.com',
  },
  ...{ bucket_schema: { properties: { report: { type: 'PDF', required: true } } }, retention_days: 365 },
  ...{ presigned_url_expiration: 3600, max_file_size: 10485760, max_files: 10, guarantees: 'length' },
  ...{ part_number: 1, part_numbers: 1, part_size: 16777216, part_count: 4, width: 1600, height: 1200 },
  ...{
    progress: 1,
    stage: 'done',
    sequence: 3,
    queue_position: 2,
    status_code: 200,
    duration_ms: 41,
    status_reason: 'mime_mismatch',
  },
  ...{
    statusReason: 'mime_mismatch',
    event: 'confirm',
    from: 'PENDING',
    to: 'SCANNING',
    detail: 'by the client',
    verdict: 'clean',
  },
  ...{
    scanner_version: 'clamd 1.4.3',
    cause: 'encrypted',
    reason: 'reported as malware by a user',
    type: 'PDF',
    without: 'page',
  },
  ...{ signed_id: 'eyJwIjoiYXR0YWNoIn0--c2ln', attachable_sgid: 'eyJwIjoiYXR0YWNoIn0--c2ln', service_name: 'amazon' },

  // Links
  ...{ presigned_url: UPLOAD_URL, uploadUrl: UPLOAD_URL, upload_url: UPLOAD_URL, download_url: READ_URL },
  ...{
    url: READ_URL,
    success_url: 'https://app.example.com/received',
    sign_url: 'https://airlock.example.com/u/ut_…/sign',
  },
  ...{ companion_url: 'https://airlock.example.com/u/ut_…', tus_url: 'https://airlock.example.com/v1/tus?token=ut_…' },

  // Documents
  ...{ name: 'Quarterly report', description: 'Figures of the first quarter', document_name: 'Quarterly report' },
  ...{
    text: 'Revenue grew by a tenth.',
    highlight: '<mark>Revenue</mark> grew by a tenth.',
    page: 1,
    index: 0,
    row: 2,
  },
  ...{
    start: 0,
    end: 24,
    token_count: 6,
    score: 0.61,
    chunk_count: 12,
    document_count: 3,
    sheet: 'Sheet1',
    q: 'revenue',
  },

  // Accounts
  ...{
    email: 'ada@example.com',
    password: 'correct horse battery',
    role: 'member',
    scopes: 'uploads:write',
    tier: 'pro',
  },
  ...{
    api_key: 'sk_…',
    access_token: 'eyJ…',
    token_type: 'Bearer',
    upload_token: 'ut_…',
    prefix: 'sk_a1b2',
    issuer: 'https://login.example.com/',
  },
  ...{
    organization: 'Example',
    quota_bytes: 1e12,
    used_bytes: 48213,
    reserved_bytes: 0,
    pending_count: 1,
    pending_limit: 100,
  },
  ...{
    file_count: 1,
    used_files: 1,
    events: '*',
    payload: { type: 'upload.available', timestamp: '2026-01-31T12:00:00.000Z', data: {} },
  },

  // Lists, errors and operations
  ...{ limit: 20, cursor: 'eyJpZCI6InVwbF8wIn0', field: 'filename', message: 'must not be empty' },
  ...{
    code: 'NOT_FOUND',
    error: 'The endpoint answered 500.',
    warning: null,
    instance: '/v1/uploads/upl_0',
    objects: 1,
  },
  ...{
    missing: 0,
    unreadable: 0,
    latency_ms: 1.2,
    endpoint_host: 's3.example.com',
    region: 'eu-central-1',
    clock_offset_ms: 3,
  },
  ...{ create_object_on_confirm: true, skip_duplicates: true },
  ...{ proves: 'length', apply: { Rules: [] }, language: 'english' },

  // Headers
  ...{ 'Idempotency-Key': 'order-4711', 'Tus-Resumable': '1.0.0', 'Upload-Length': '48213', 'Upload-Offset': '0' },
  ...{ 'Upload-Metadata': 'bucket YXNzZXRz,filename cmVwb3J0LnBkZg==', 'X-HTTP-Method-Override': 'PATCH' },
};

/** What is null in an example where it may be: it is there in rare or in bad cases only. */
export const absent = new Set([
  ...[
    'status_reason',
    'statusReason',
    'error',
    'detail',
    'cause',
    'warning',
    'message',
    'disabled_reason',
    'disabled_at',
  ],
  ...[
    'duplicate_of_upload_id',
    'existing_object_id',
    'failing_since',
    'rotation_until',
    'next_attempt_at',
    'next_cursor',
  ],
  ...[
    'part_size',
    'part_count',
    'fields',
    'queue_position',
    'waiting_for',
    'document_id',
    'key_template',
    'sheet',
    'row',
  ],
]);

/** `{ upload: 'upl' }` → `{ upload_id: 'upl_…' }` */
function idsOf(prefixes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(prefixes).map(([noun, prefix]) => [`${noun}_id`, `${prefix}_${ID}`]));
}
