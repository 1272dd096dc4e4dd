/** Bytes of a Unix socket's path, the final zero not counted (`sun_path` of Linux, less one; macOS has 104). */
export const MAX_SOCKET_PATH = 103;

export function isTooLongForSocket(path: string): boolean {
  return Buffer.byteLength(path) > MAX_SOCKET_PATH;
}
