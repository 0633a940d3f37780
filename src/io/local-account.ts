import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Who works on this machine: the e-mail git signs commits with, so that sessions and commits meet under one pseudonym;
 * without git or without an e-mail there, the name of the operating system's account.
 */
export async function localAccount(): Promise<string> {
  const email = await run('git', ['config', '--global', 'user.email']).then(
    ({ stdout }) => stdout.trim(),
    () => '', // no git, or no e-mail configured
  );
  return email === '' ? userInfo().username : email;
}
