import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Starts the program and stops reading its output before it says anything. */
function unread(...args: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}

describe('output that nobody reads', () => {
  it('ends a command as it would have ended', async () => {
    expect(await unread('--help')).toEqual({ code: 0, err: '' });
  });

  it('does not hide that a command was used wrongly', async () => {
    expect((await unread('no-such-command')).code).toBe(2);
  });
});
