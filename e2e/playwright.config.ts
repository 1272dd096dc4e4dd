import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { browserOptions, VIEWPORT } from './support/browser';

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
    viewport: VIEWPORT,
    screenshot: 'only-on-failure',
    // What is drawn at each step would take a quarter of the time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: browserOptions(),
  },
});
