/** What stands before the statement, each with what the one before it has. */
export const frameworks = ['http', 'fastify', 'nest'] as const;
export type Framework = (typeof frameworks)[number];
