import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

describe('types of the portal API', () => {
  it('are those of its document', async () => {
    await expect(
      promisify(execFile)(process.execPath, [
        resolve(__dirname, '../../scripts/generate-portal-api.mjs'),
        '--check',
      ]),
    ).resolves.toMatchObject({ stderr: '' });
  });
});
