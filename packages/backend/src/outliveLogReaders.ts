/**
 * Whoever reads the log may go before this process does. Each line that nobody takes fails then; Backstage would log
 * that failure, which fails as well, without end.
 */
export function outliveLogReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
  }
}
