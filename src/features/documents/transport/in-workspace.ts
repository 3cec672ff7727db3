/** The path parameter of every route of documents, for OpenAPI. The guard takes the workspace from it. */
export const inWorkspace = {
  name: 'workspace_id',
  schema: { type: 'string' },
  description: 'The workspace, by id, or by its name within your organization. X-Namespace is not needed.',
} as const;
