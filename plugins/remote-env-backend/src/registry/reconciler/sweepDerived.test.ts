import {
  DERIVATION_VERSION,
  derivedPrefix,
  documentOutlineKey,
} from '@remote-env/plugin-remote-env-node';
import { newStores } from '../../__testUtils__/registryHarness';
import { DerivedDocuments } from '../derivations/DerivedDocuments';
import { DocumentsInUse } from '../documents/DocumentsInUse';
import { NO_VERSIONS } from '../versions/noVersions';
import { sweepDerived } from './sweepDerived';

const USED = 'a'.repeat(64);
const UNUSED = 'b'.repeat(64);
const HOUR = 60 * 60_000;

/** What a portal of the version before has left behind. */
const former = (sha256: string) =>
  `${derivedPrefix(sha256)}${DERIVATION_VERSION - 1}/outline`;

describe('sweepDerived', () => {
  let home: Awaited<ReturnType<typeof newStores>>;
  let forgotten: string[];

  beforeEach(async () => {
    home = await newStores();
    forgotten = [];
    for (const sha256 of [USED, UNUSED]) {
      for (const key of [documentOutlineKey(sha256), former(sha256)]) {
        await home.documents.put(key, Buffer.from('derived'), {
          contentType: 'application/gzip',
        });
      }
    }
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await home.dispose();
  });

  const sweep = async (ageMs: number) => {
    const { resources, documents } = home;
    const now = Date.now() + ageMs;
    jest.spyOn(Date, 'now').mockReturnValue(now);
    await sweepDerived(
      {
        resources,
        documents,
        derived: DerivedDocuments.create({
          documents,
          ledger: {
            forget: async sha256 => {
              forgotten.push(sha256);
            },
          },
        }),
        namespace: 'remote-env-system',
        inUse: new DocumentsInUse(),
        versions: NO_VERSIONS,
      },
      {
        secrets: new Set(),
        uids: new Set(),
        digests: new Set([USED]),
        published: new Map(),
      },
      HOUR,
    );
    const keys: string[] = [];
    for await (const { key } of documents.list('derived/')) {
      keys.push(key);
    }
    return keys.sort();
  };

  it('leaves what is younger than a registration may take', async () => {
    expect(await sweep(HOUR / 2)).toHaveLength(4);
    expect(forgotten).toEqual([]);
  });

  it('removes what was derived from documents that are gone, in every version', async () => {
    expect(await sweep(2 * HOUR)).toEqual(
      [documentOutlineKey(USED), former(USED)].sort(),
    );
    expect(forgotten).toEqual([UNUSED]);
  });

  it('removes after a day what a portal of before has derived', async () => {
    expect(await sweep(25 * HOUR)).toEqual([documentOutlineKey(USED)]);
  });
});
