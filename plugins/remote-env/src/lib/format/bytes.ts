/** "812 B", "14.2 KiB", "3.0 MiB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  const kibibytes = bytes / 1024;
  return kibibytes < 1024
    ? `${kibibytes.toFixed(1)} KiB`
    : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
