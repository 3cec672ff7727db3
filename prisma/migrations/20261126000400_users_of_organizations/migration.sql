-- Accounts belong to one organization and are unique within it, so that no answer depends on the accounts of another.
-- An identity (issuer, subject) may be linked in several organizations; each link counts once its owner has used it.

ALTER TABLE users ADD COLUMN token_version integer NOT NULL DEFAULT 0;
ALTER TABLE memberships ADD COLUMN organization_id text COLLATE "C";
ALTER TABLE identities ADD COLUMN organization_id text COLLATE "C", ADD COLUMN activated_at timestamptz(3);

-- The owner is bound by FORCE and sees no row; for what follows it is not.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE identities NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workspaces NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_recipients NO FORCE ROW LEVEL SECURITY;

UPDATE memberships m SET organization_id = w.organization_id FROM workspaces w WHERE w.id = m.workspace_id;
-- Links that exist were made when one user had them everywhere: they are in use.
UPDATE identities i SET organization_id = u.organization_id, activated_at = now() FROM users u WHERE u.id = i.user_id;

ALTER TABLE users
  DROP CONSTRAINT users_email_key,
  ADD UNIQUE (organization_id, email),
  ADD UNIQUE (organization_id, id);
DROP INDEX users_by_organization;
CREATE INDEX users_by_email ON users (email);
ALTER TABLE identities DROP CONSTRAINT identities_pkey, ADD PRIMARY KEY (issuer, subject, organization_id);

-- A member of a foreign workspace gets an account of that organization, with the same address, password and identities.
CREATE TEMPORARY TABLE guests ON COMMIT DROP AS
  SELECT DISTINCT u.id AS user_id, m.organization_id,
    'usr_' || substr(u.id, 5, 9) || substr(md5(u.id || m.organization_id), 1, 7) AS guest_id
  FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id <> u.organization_id;
INSERT INTO users (id, organization_id, email, name, password_hash, created_at)
  SELECT g.guest_id, g.organization_id, u.email, u.name, u.password_hash, u.created_at
  FROM guests g JOIN users u ON u.id = g.user_id;
INSERT INTO identities (issuer, subject, user_id, organization_id, activated_at)
  SELECT i.issuer, i.subject, g.guest_id, g.organization_id, i.activated_at
  FROM guests g JOIN identities i ON i.user_id = g.user_id;
UPDATE memberships m SET user_id = g.guest_id
  FROM guests g WHERE g.user_id = m.user_id AND g.organization_id = m.organization_id;
UPDATE notification_recipients r SET user_id = g.guest_id
  FROM guests g, workspaces w WHERE g.user_id = r.user_id AND w.id = r.workspace_id AND w.organization_id = g.organization_id;

ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE identities FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_recipients FORCE ROW LEVEL SECURITY;

-- A link or a membership that mixes organizations cannot be written.
ALTER TABLE identities
  ALTER COLUMN organization_id SET NOT NULL,
  DROP CONSTRAINT identities_user_id_fkey,
  ADD FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE;
ALTER TABLE memberships
  ALTER COLUMN organization_id SET NOT NULL,
  DROP CONSTRAINT memberships_workspace_id_fkey,
  DROP CONSTRAINT memberships_user_id_fkey,
  ADD FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  ADD FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE;
