const path = require('node:path');
const eslintFactory = require('@backstage/cli/config/eslint-factory');

const COMMON = '@remote-env/plugin-remote-env-common';
const NODE = '@remote-env/plugin-remote-env-node';
const FRONTEND = '@remote-env/plugin-remote-env';

/**
 * Which packages of ours each package may import (docs/architecture.md, "Dependency rule").
 * A package that is missing here may import none.
 */
const ALLOWED = {
  'plugins/remote-env-common': [],
  'plugins/remote-env-node': [COMMON],
  'plugins/remote-env-backend': [COMMON, NODE],
  'plugins/catalog-backend-module-remote-env': [COMMON, NODE],
  'plugins/search-backend-module-remote-env': [COMMON, NODE],
  'plugins/auth-backend-module-local': [],
  'plugins/auth-backend-module-oidc': [],
  'plugins/permission-backend-module-remote-env': [COMMON, NODE],
  'plugins/remote-env': [COMMON],
  'plugins/api-docs-module-remote-env': [COMMON, FRONTEND],
  'packages/gateway': [COMMON, NODE],
  'packages/cli': [COMMON, NODE],
  'packages/app': ['@remote-env/*'],
  'packages/backend': ['@remote-env/*'],
  deploy: [NODE],
  'examples/shop': [],
  'examples/order-lambda': [],
};

/** Folders with domain code: ports only, never an adapter, an engine's client or a web framework. */
const DOMAIN = [
  'connections',
  'trust',
  'registry',
  'consumers',
  'director',
  'activity',
  'moving',
  'keeping',
];
const ENGINES = [
  'express',
  'express-promise-router',
  'better-sqlite3',
  'pg',
  '@kubernetes/client-node',
  'minio',
  '@nats-io/*',
];
const ADAPTERS = [
  `${NODE}/database`,
  `${NODE}/filesystem`,
  `${NODE}/kubernetes`,
  `${NODE}/minio`,
  `${NODE}/nats`,
];

function isAllowed(name, allowed) {
  return allowed.some(a => a === '@remote-env/*' || name === a);
}

const ALL = [
  COMMON,
  NODE,
  FRONTEND,
  '@remote-env/plugin-remote-env-backend',
  '@remote-env/plugin-catalog-backend-module-remote-env',
  '@remote-env/plugin-search-backend-module-remote-env',
  '@remote-env/plugin-auth-backend-module-local',
  '@remote-env/plugin-auth-backend-module-oidc',
  '@remote-env/plugin-permission-backend-module-remote-env',
  '@remote-env/plugin-api-docs-module-remote-env',
  '@remote-env/gateway',
  '@remote-env/cli',
  '@remote-env/example-shop',
  '@remote-env/example-order-lambda',
];

/**
 * ESLint configuration of one package: Backstage's set and the import boundaries of the architecture.
 *
 * @param role - of a package that Backstage's tools neither build nor test, and which therefore names none itself
 */
module.exports = function boundaries(dir, role) {
  const own = path.relative(path.join(__dirname, '..'), dir);
  const allowed = ALLOWED[own] ?? [];
  const forbidden = ALL.filter(name => !isAllowed(name, allowed)).flatMap(
    name => [
      {
        group: [name, `${name}/*`],
        message: `${own} must not import ${name}: see "Dependency rule" in docs/architecture.md.`,
      },
    ],
  );
  const config = role
    ? eslintFactory.createConfigForRole(dir, role)
    : eslintFactory(dir);
  return {
    ...config,
    rules: {
      ...config.rules,
      '@typescript-eslint/no-explicit-any': 'error',
      // Files read from the top: what is exported first, what it is made of below.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false },
      ],
      'no-restricted-imports': ['error', { patterns: forbidden }],
      // Node runs these files as they are, so they name files.
      ...(role && { '@backstage/no-relative-monorepo-imports': 'off' }),
    },
    overrides: [
      ...(config.overrides ?? []),
      {
        // Contract suites are test code that others call: they export, and assert through helpers.
        files: ['src/testing/**/*.ts'],
        rules: {
          'jest/no-export': 'off',
          'jest/expect-expect': 'off',
          'jest/no-conditional-expect': 'off',
          'jest/valid-title': 'off',
          'no-restricted-syntax': 'off',
        },
      },
      {
        // Knows every layout that it is loaded from, sources and builds.
        files: ['**/workerLocation.ts'],
        rules: { 'no-restricted-syntax': 'off' },
      },
      {
        // A metric registers itself.
        files: ['**/*Metrics.ts'],
        rules: { 'no-new': 'off' },
      },
      {
        files: ['**/*.test.ts', '**/*.test.tsx'],
        rules: {
          'jest/expect-expect': [
            'warn',
            {
              assertFunctionNames: [
                'expect',
                'expect*',
                'request.**.expect',
                '*Contract',
              ],
            },
          ],
        },
      },
      {
        // Contract suites are written to be called by the test file of each adapter.
        files: ['src/testing/*Contract.ts'],
        rules: { 'jest/no-export': 'off' },
      },
      {
        files: DOMAIN.map(folder => `src/${folder}/**/*.ts`),
        excludedFiles: '*.test.ts',
        rules: {
          'no-restricted-imports': [
            'error',
            {
              patterns: [
                ...forbidden,
                {
                  group: [...ENGINES, ...ADAPTERS],
                  message:
                    'Domain code knows the ports, never an adapter, an engine or Express.',
                },
              ],
            },
          ],
        },
      },
    ],
  };
};
