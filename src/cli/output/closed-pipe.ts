/**
 * Lets a command go on when nobody reads its output any more (`tokenledger query … | head`): what is written then is
 * dropped, and the work and the exit code stay what they are. Other errors of the streams are thrown as before.
 */
export function tolerateClosedPipe(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
