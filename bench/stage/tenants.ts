/** An organization that the load speaks for: its own key, and room for more than any run creates. */
export interface BenchTenant {
  key: string;
  organizationId: string;
  workspaceId: string;
}

interface Created {
  organization_id: string;
  workspace_id: string;
  api_key: string;
}

const room = { tier: 'enterprise', quota_bytes: Number.MAX_SAFE_INTEGER, pending_limit: 1_000_000 };

/** Makes organizations by the API, as an operator would. */
export async function makeTenants(url: string, rootKey: string, count: number): Promise<BenchTenant[]> {
  const tenants: BenchTenant[] = [];
  for (let n = 0; n < count; n++) {
    const response = await fetch(`${url}/v1/organizations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rootKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Bench ${n}`, ...room }),
    });
    const answer = (await response.json()) as Created;
    if (response.status !== 201) throw new Error(`An organization was refused: ${JSON.stringify(answer)}`);
    const { api_key: key, organization_id: organizationId, workspace_id: workspaceId } = answer;
    tenants.push({ key, organizationId, workspaceId });
  }
  return tenants;
}
