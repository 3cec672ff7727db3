import { apiDocs } from './api-docs.js';
import { decisionsIndex } from './decisions-index.js';
import { errorsPage } from './errors-page.js';
import { limitsPage } from './limits-page.js';
import { metricsPage } from './metrics-page.js';
import { envExample, settingsPage } from './settings-docs.js';
import { statesDiagram } from './states-diagram.js';

/** The generated files that need the built service: path in the repository → text. A test compares them. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const { schema, openApi } = await apiDocs();
  return {
    '.env.example': envExample(),
    'docs/settings.md': settingsPage(),
    'docs/decisions/README.md': decisionsIndex(),
    'docs/generated/errors.md': errorsPage(),
    'docs/generated/limits.md': limitsPage(),
    'docs/generated/metrics.md': await metricsPage(),
    'docs/generated/upload-states.mmd': statesDiagram(),
    'docs/generated/schema.gql': schema,
    'docs/generated/openapi.json': openApi,
  };
}
