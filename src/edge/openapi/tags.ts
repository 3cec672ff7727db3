/** The groups of operations, in the order in which a newcomer needs them, each with a sentence. */
export const tags = {
  uploads: 'The canonical API: announce a file, send it to the store, confirm, follow, read.',
  files: 'The same files for browser applications, and files that come with the request.',
  documents: 'Files whose text is made searchable, and the knowledge bases they are in.',
  objects: 'What several files of a bucket stand for together, with metadata.',
  buckets: 'Where files go: which types and sizes a bucket takes, its schema and its policies.',
  direct: 'Active Storage and its JavaScript, unchanged: direct uploads, attachments, links to blobs.',
  form: 'Files that are posted by HTML forms, with or without JavaScript.',
  tus: 'The tus protocol: uploads that go on after an interruption where they stopped.',
  webhooks: 'Events that are sent to other services, signed, with a log of every delivery.',
  workspaces: 'Workspaces, their members, what they use, and what their people are notified of.',
  keys: 'Credentials: API keys, log-in, and tokens by which a page may upload.',
  administration: 'Organizations, users, and the quarantine of files.',
  operations: 'Health, metrics and the object store, for those who run the service.',
} as const;

export type Tag = keyof typeof tags;
