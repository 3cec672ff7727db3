import { makeTemplate } from './boot/cluster-template/make-template.js';
import { startOnce } from './boot/start-once.js';

// The last step of the build: what a first start would have to make is made here. Where that is not possible, for example
// without PostgreSQL's programs, the first start of an installation takes two seconds longer.
try {
  await makeTemplate();
  await startOnce();
} catch (error) {
  console.warn(`Nothing was prepared for the first start, which takes longer: ${(error as Error).message}`);
}
