// Tests run on the built files: the code under test is the code that ships, and decorators need no second compiler.
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/dist'],
  transform: {},
  testMatch: [`<rootDir>/dist/${testMatch}`],
  ...more,
});

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    project('unit', 'src/**/*.spec.js'),
    project('integration', 'test/integration/**/*.spec.js'),
    project('e2e', 'test/e2e/**/*.e2e-spec.js'),
  ],
};
