/**
 * Group roles that migrations grant to and write policies for. Roles belong to the whole server, so all installations on
 * one server share these two. Nothing logs in as a group: each database has logins of its own (`logins.ts`).
 */
export const ROLES = { app: 'airlock_app', system: 'airlock_system' } as const;
export type GroupName = (typeof ROLES)[keyof typeof ROLES];

/** Connection strings of one login of each group. They contain passwords: never log them. */
export interface RoleUrls {
  /** As a member of `airlock_app`: limited to one workspace by row-level security. */
  appUrl: string;
  /** As a member of `airlock_system`: sweeps, claims, identity. */
  systemUrl: string;
}
