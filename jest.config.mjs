// Tests run on the built files: the code under test is the code that ships, and decorators need no second compiler.
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testEnvironment: `<rootDir>/scripts/${process.env.AIRLOCK_SPEC_CPU ? 'spec-cpu-environment' : 'jest/shared-modules-environment'}.mjs`,
  runtime: '<rootDir>/scripts/jest/shared-modules-runtime.mjs',
  rootDir: '.',
  roots: ['<rootDir>/dist'],
  transform: {},
  testMatch: [`<rootDir>/dist/${testMatch}`],
  ...more,
});

/** Projects that talk to a database share one real server per run. */
const database = {
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
};

export default {
  // More than the two cores of CI: many specs wait for leases, retries and restarts.
  maxWorkers: 4,
  // ES modules of finished specs are never freed (35 to 90 MB each): a worker whose heap is larger is replaced.
  workerIdleMemoryLimit: '600MB',
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  // Only ends what hangs: no test depends on how long something takes, and a busy machine is several times slower.
  testTimeout: 180_000,
  projects: [
    project('unit', 'src/**/*.spec.js'),
    project('packages', '', {
      roots: ['<rootDir>/sdk/dist', '<rootDir>/cli/dist'],
      testMatch: ['<rootDir>/{sdk,cli}/dist/**/*.spec.js'],
    }),
    project('scripts', '', { roots: ['<rootDir>/scripts'], testMatch: ['<rootDir>/scripts/**/*.spec.mjs'] }),
    project('integration', 'test/integration/**/*.spec.js', database),
    project('e2e', 'test/e2e/**/*.e2e-spec.js', database),
  ],
};
