// Loaded into a process before the program: counts its file system calls and ends the process right before the n-th, as
// kill -9 would. TOKENLEDGER_KILL_AT: the n; TOKENLEDGER_CALLS: file that gets the number of calls at a normal end.
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env.TOKENLEDGER_KILL_AT ?? Number.POSITIVE_INFINITY);
let calls = 0;

function counted(owner, name) {
  const original = owner[name];
  owner[name] = function (...given) {
    calls += 1;
    if (calls >= killAt) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, given);
  };
}

const { open } = fs;
for (const name of [
  'open',
  'rename',
  'link',
  'unlink',
  'mkdir',
  'rm',
  'writeFile',
  'appendFile',
  'readFile',
  'readdir',
])
  counted(fs, name);
const handle = await open(new URL(import.meta.url), 'r');
for (const name of ['writeFile', 'datasync', 'close']) counted(Object.getPrototypeOf(handle), name);
await handle.close();
calls = 0;
syncBuiltinESMExports();

process.on('exit', () => {
  if (process.env.TOKENLEDGER_CALLS !== undefined) writeFileSync(process.env.TOKENLEDGER_CALLS, String(calls));
});
