import path from 'node:path';
import { defineConfig } from '@playwright/test';
import common from './playwright.config';

const output = path.resolve(import.meta.dirname, '..', 'test-output');

/** The journey of the foundation once more, with `app-config.production.yaml` on every production engine. */
export default defineConfig({
  ...common,
  outputDir: path.join(output, 'production'),
  globalSetup: path.join(import.meta.dirname, 'production', 'globalSetup.ts'),
  testDir: import.meta.dirname,
  projects: [
    {
      name: 'journeys',
      testMatch: [
        'tests/connect.spec.ts',
        'tests/sample.spec.ts',
        'production/*.spec.ts',
      ],
    },
    {
      // Looks back at what happened meanwhile, and so need not wait for it.
      name: 'afterwards',
      testMatch: 'production/afterwards/*.spec.ts',
      dependencies: ['journeys'],
    },
  ],
  reporter: [
    ['list'],
    ['json', { outputFile: path.join(output, 'production.json') }],
  ],
});
