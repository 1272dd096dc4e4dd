import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { ConfigurationError } from './failures';
import { errorMessage } from './errors';

/**
 * Watches the pipe whose other end the starter holds. Nothing is ever written to it: its end means that the starter
 * is gone, however it went.
 *
 * @param onEnd - called once
 * @returns stops watching
 * @throws ConfigurationError when the descriptor was not inherited
 */
export function watchLifetime(fd: number, onEnd: () => void): () => void {
  let pipe: Socket;
  try {
    fstatSync(fd);
    pipe = new Socket({ fd, readable: true, writable: false });
  } catch (cause) {
    throw new ConfigurationError(
      `lifetimeFd: descriptor ${fd} is no pipe that this process inherited (${errorMessage(
        cause,
      )})`,
      { cause },
    );
  }
  let ended = false;
  const end = () => {
    if (!ended) {
      ended = true;
      pipe.destroy();
      onEnd();
    }
  };
  pipe.on('end', end);
  pipe.on('close', end);
  pipe.on('error', end);
  pipe.resume();
  return () => {
    ended = true;
    pipe.destroy();
  };
}
