import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../scripts/lib/systemPackages.mts';

const output = path.resolve(import.meta.dirname, '..', 'test-output');

/** Journeys against the built portal and real processes; one installation with the samples serves them all. */
export default defineConfig({
  testDir: path.join(import.meta.dirname, 'tests'),
  outputDir: path.join(output, 'journeys'),
  globalSetup: path.join(import.meta.dirname, 'support', 'globalSetup.ts'),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  retries: 0,
  reporter: [
    ['list'],
    ['json', { outputFile: path.join(output, 'journeys.json') }],
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
