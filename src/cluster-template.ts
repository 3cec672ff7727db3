import { makeTemplate } from './boot/cluster-template/make-template.js';

// The last step of the build. Where it is not possible, for example without PostgreSQL's programs, the first start of an
// installation takes two seconds longer.
try {
  await makeTemplate();
} catch (error) {
  console.warn(`No database was prepared for first starts, so each makes its own: ${(error as Error).message}`);
}
