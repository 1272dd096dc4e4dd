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
  testMatch: [
    'tests/connect.spec.ts',
    'tests/sample.spec.ts',
    'production/*.spec.ts',
  ],
  reporter: [
    ['list'],
    ['json', { outputFile: path.join(output, 'production.json') }],
  ],
});
