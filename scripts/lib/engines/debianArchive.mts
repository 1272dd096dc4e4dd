import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const APT = '/etc/apt';

/** One run of apt-get; @throws Error when it fails. */
export type Apt = (...args: string[]) => void;

/**
 * Apt's own client with its signatures, for another suite of the archive that this machine uses, in a folder of ours:
 * nothing of the machine's apt changes. What it brings lies in the folder.
 *
 * @throws Error when this machine has no entry for Debian's archive
 */
export function debianArchive(
  folder: string,
  wanted: { suite: string; type: 'deb' | 'deb-src' },
): Apt {
  const sources = path.join(folder, 'debian.sources');
  writeFileSync(sources, sourcesFor(wanted));
  for (const name of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const apt: Apt = (...args) => {
    execFileSync(
      'apt-get',
      [
        ...['-q', '-o', `Dir::Etc::SourceList=${sources}`],
        ...['-o', 'Dir::Etc::SourceParts=-'],
        ...['-o', 'Dir::Etc::Preferences=/dev/null'],
        ...['-o', `Dir::State::Lists=${path.join(folder, 'lists')}`],
        ...['-o', `Dir::Cache=${path.join(folder, 'cache')}`],
        ...['-o', 'APT::Sandbox::User=root'],
        ...args,
      ],
      { cwd: folder, stdio: ['ignore', 2, 2] },
    );
  };
  apt('update');
  return apt;
}

function sourcesFor({ suite, type }: { suite: string; type: string }): string {
  const entry = aptEntries().find(({ uri }) => /\/debian\/?$/.test(uri));
  if (!entry) {
    throw new Error("apt has no entry for Debian's archive");
  }
  return [
    `Types: ${type}`,
    `URIs: ${entry.uri}`,
    `Suites: ${suite}`,
    'Components: main',
    ...(entry.signedBy ? [`Signed-By: ${entry.signedBy}`] : []),
    '',
  ].join('\n');
}

function aptEntries(): { uri: string; signedBy?: string }[] {
  const parts = path.join(APT, 'sources.list.d');
  const files = [
    path.join(APT, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts).map(name => path.join(parts, name))
      : []),
  ].filter(file => existsSync(file));
  return files.flatMap(file => {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.sources')) {
      return text.split(/\n\s*\n/).flatMap(stanza => {
        const uri = /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
        const signedBy = /^Signed-By:\s*(\/\S+)/m.exec(stanza)?.[1];
        return uri ? [{ uri, signedBy }] : [];
      });
    }
    return file.endsWith('.list')
      ? [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)/gm)].map(match => ({
          uri: match[2] ?? '',
          signedBy: /signed-by=(\/[^\s\]]+)/.exec(match[1] ?? '')?.[1],
        }))
      : [];
  });
}
