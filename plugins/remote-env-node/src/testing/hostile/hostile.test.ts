import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HOSTILE_GROUPS } from './groups';

const ROOT = path.resolve(__dirname, '../../../../..');
const SUITES = [
  'packages/gateway/src/edge/hostile',
  'plugins/remote-env-backend/src/http/edge/trust/hostile',
];

describe('the list of hostile cases', () => {
  it('has sixty cases at least, each once', () => {
    const names = Object.values(HOSTILE_GROUPS).flatMap(cases =>
      cases.map(({ name }) => name),
    );
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(names.length).toBe(154);
    expect(new Set(names).size).toBe(names.length);
  });

  // A suite that executes a group fails unless it has executed all of it: here, that each group has one.
  it('is executed group by group', async () => {
    const executed: string[] = [];
    for (const folder of SUITES) {
      const files = await readdir(path.join(ROOT, folder));
      for (const file of files.filter(name => name.endsWith('.test.ts'))) {
        const text = await readFile(path.join(ROOT, folder, file), 'utf8');
        executed.push(
          ...[
            ...text.matchAll(/executeHostile\(\s*HOSTILE_GROUPS\.(\w+)/g),
          ].map(([, group = '']) => group),
        );
      }
    }
    expect(executed.sort()).toEqual(Object.keys(HOSTILE_GROUPS).sort());
  });
});
