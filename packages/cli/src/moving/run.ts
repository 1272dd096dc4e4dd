import {
  exportInstallation,
  importInstallation,
  verifyInstallation,
  type Contents,
} from '@remote-env/plugin-remote-env-node/moving';
import { CliError, EXIT, type ExitCode } from '../output/errors';
import type { Output } from '../output/Output';
import { openInstallation, type OpenInstallation } from './openInstallation';
import { progressLines } from './progressLines';
import { readPassphrase } from './readPassphrase';

export interface MovingOptions {
  file: string;
  configs: string[];
  passphraseFile?: string;
}

/** `remote-env export`. */
export async function runExport(
  output: Output,
  {
    file,
    configs,
    passphraseFile,
    ...options
  }: MovingOptions & { allowChanges: boolean },
): Promise<void> {
  await using('source', configs, async source => {
    const passphrase = await readPassphrase({
      file: passphraseFile,
      twice: true,
    });
    const summary = await exportInstallation({
      source,
      file,
      passphrase,
      unreadable: () => source.warnings,
      progress: progressLines(),
      ...options,
    });
    output.result(
      summary,
      `${table([['', 'archive'], ...rowsOf(summary)])}\n${file}: ${
        summary.archiveBytes
      } bytes${
        summary.changed.length > 0
          ? `\nChanged while it was read: ${summary.changed.join(', ')}`
          : ''
      }`,
    );
  });
}

/** `remote-env import`. */
export async function runImport(
  output: Output,
  {
    file,
    configs,
    passphraseFile,
    ...options
  }: MovingOptions & { dryRun: boolean; resume: boolean },
): Promise<void> {
  await using('target', configs, async target => {
    const passphrase = await readPassphrase({
      file: passphraseFile,
      twice: false,
    });
    const report = await importInstallation({
      target,
      file,
      passphrase,
      progress: progressLines(),
      ...options,
    });
    const { archive, target: found } = report;
    if (!found) {
      output.result(
        report,
        `${table([
          ['', 'archive'],
          ...rowsOf(archive),
        ])}\nThe archive is whole and the target is empty. Nothing was written.`,
      );
      return;
    }
    const there = rowsOf(found);
    const rows = rowsOf(archive).map(([what, count], index) => [
      what,
      count,
      there[index]?.[1] ?? '',
    ]);
    const equal = rows.every(([, before, after]) => before === after);
    output.result(
      { ...report, equal },
      table([['', 'archive', 'target'], ...rows]),
    );
    if (!equal) {
      throw new CliError(
        EXIT.failed,
        'The target does not hold as much as the archive',
        'remote-env import --verify says what is missing.',
      );
    }
  });
}

/** `remote-env import --verify`. */
export async function runVerify(
  output: Output,
  { file, configs, passphraseFile }: MovingOptions,
): Promise<void> {
  await using('source', configs, async target => {
    const passphrase = await readPassphrase({
      file: passphraseFile,
      twice: false,
    });
    const result = await verifyInstallation({
      target,
      file,
      passphrase,
      progress: progressLines(),
    });
    const { objects, documents } = result.equal;
    output.result(
      result,
      [
        ...result.differences,
        `${objects} objects and ${documents} documents are the same, ${result.count} differences.`,
      ].join('\n'),
    );
    if (result.count > 0) {
      throw new CliError(
        EXIT.failed,
        `The installation is not what the archive holds: ${result.count} differences`,
      );
    }
  });
}

const CODES: Record<string, ExitCode> = {
  SourceRefusedError: EXIT.conflict,
  TargetRefusedError: EXIT.conflict,
  StoreUnavailableError: EXIT.unreachable,
};

async function using(
  use: 'source' | 'target',
  configs: string[],
  work: (installation: OpenInstallation) => Promise<void>,
): Promise<void> {
  let installation: OpenInstallation | undefined;
  try {
    installation = await openInstallation(configs, use);
    await work(installation);
  } catch (error) {
    const code = error instanceof Error && CODES[error.name];
    throw code && !(error instanceof CliError)
      ? new CliError(code, error.message)
      : error;
  } finally {
    await installation?.close();
  }
}

function rowsOf({ resources, documents }: Contents): [string, string][] {
  return [
    ...Object.entries(resources).map(([kind, count]): [string, string] => [
      kind,
      String(count),
    ]),
    ['documents', String(documents.count)],
    ['bytes of documents', String(documents.bytes)],
    ['readable names of documents', String(documents.copies)],
  ];
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => (row[column] ?? '').length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 0
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
