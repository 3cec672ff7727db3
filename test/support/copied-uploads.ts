import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../src/platform/prisma/database.js';
import { newId } from '../../src/shared/ids.js';

/** More files like one that was admitted, with its events, each in an object like its object. */
export async function copyOfUpload(app: INestApplicationContext, id: string, n: number): Promise<string[]> {
  const { system } = app.get(Database, { strict: false });
  const ids = Array.from({ length: n }, () => newId('upl').slice(4));
  await system.$executeRaw`
    INSERT INTO uploads SELECT copy.* FROM unnest(${ids}::text[]) AS new, uploads u,
      jsonb_populate_record(u, jsonb_build_object('id', 'upl_' || new, 'object_id', 'obj_' || new)) AS copy WHERE u.id = ${id}`;
  await system.$executeRaw`
    INSERT INTO upload_events SELECT copy.* FROM unnest(${ids}::text[]) AS new, upload_events e,
      jsonb_populate_record(e, jsonb_build_object('upload_id', 'upl_' || new, 'published_at', now())) AS copy WHERE e.upload_id = ${id}`;
  await system.$executeRaw`
    INSERT INTO objects SELECT copy.* FROM unnest(${ids}::text[]) AS new, objects o, uploads u,
      jsonb_populate_record(o, jsonb_build_object('id', 'obj_' || new)) AS copy WHERE o.id = u.object_id AND u.id = ${id}`;
  await system.$executeRaw`
    INSERT INTO object_files SELECT copy.* FROM unnest(${ids}::text[]) AS new, object_files f,
      jsonb_populate_record(f, jsonb_build_object('upload_id', 'upl_' || new, 'object_id', 'obj_' || new)) AS copy
    WHERE f.upload_id = ${id}`;
  return ids.map((one) => `upl_${one}`);
}
