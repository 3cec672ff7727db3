import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const mappedTypes = ['PartialType', 'PickType', 'OmitType', 'IntersectionType'];

/** Globals of the pages that integrators write, and of their own servers. */
const ofPages = Object.fromEntries(
  ['Response', 'console', 'document', 'fetch', 'process', 'sessionStorage', 'setTimeout', 'URL'].map((name) => [
    name,
    'readonly',
  ]),
);

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      'src/generated',
      'sdk/src/generated',
      'docs/generated',
      'test/openapi-clients',
      'test/graphql-client',
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 7],
      complexity: ['error', 10],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in src/config only: inject Config.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['@nestjs/graphql', '@nestjs/swagger', '@nestjs/mapped-types'].map((name) => ({
            name,
            importNames: mappedTypes,
            message:
              'Declare the properties with @Prop (src/edge/dto/prop.ts): a mapped type of one library is invisible to the other.',
          })),
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  {
    files: [
      'src/config/**',
      'cli/**',
      'sdk/src/kernel.ts',
      'sdk/**/*.spec.ts',
      'test/**',
      'bench/**',
      'prisma.config.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/*.contract.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['examples/**/*.jsx'],
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
  },
  { files: ['test/browser/**', 'examples/**'], languageOptions: { globals: ofPages } },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  { files: ['cli/bin/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
