import path from 'node:path';
import { newKeyParameters } from '../archive/ArchiveKeys';
import { MIN_COST } from '../archive/format';
import { exportUnder, type ExportOptions } from '../exportInstallation';
import {
  contentsOf,
  importInstallation,
  verifyInstallation,
  type ImportOptions,
  type Installation,
} from '../index';
import { MOVED_KINDS } from '../kinds';
import { fill, newInstallation } from './installations';

export const passphrase = 'correct horse battery staple';

/** For each test of one file: an installation with something of every kind, an empty one, and the archive's name. */
export function useHouses() {
  let source: Awaited<ReturnType<typeof newInstallation>>;
  let target: Awaited<ReturnType<typeof newInstallation>>;
  let file: string;

  beforeEach(async () => {
    source = await newInstallation();
    target = await newInstallation();
    file = path.join(source.folder, 'house.tar');
    await fill(source);
  });

  afterEach(async () => {
    await source.dispose();
    await target.dispose();
  });

  return {
    /** Those of the test that runs. */
    given: () => ({ source, target, file }),

    /** As `exportInstallation` does, under the cheapest key that is taken: its cost is paid for each archive read, too. */
    write: (more: Partial<ExportOptions> = {}) =>
      exportUnder(
        { ...newKeyParameters(), cost: MIN_COST },
        { source, file, passphrase, ...more },
      ),
    read: (more: Partial<ImportOptions> = {}) =>
      importInstallation({ target, file, passphrase, ...more }),
    verify: (of: Installation = target) =>
      verifyInstallation({ target: of, file, passphrase }),

    /** The target holds nothing. */
    expectUntouched: async () => {
      expect((await contentsOf(target)).documents.count).toBe(0);
      for (const kind of MOVED_KINDS) {
        expect((await target.resources.list(kind)).items).toEqual([]);
      }
    },
  };
}
