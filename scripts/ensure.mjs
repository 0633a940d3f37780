// Makes `npm start`, `npm test` and `npx tokenledger` work on a fresh checkout: installs dependencies when they are
// missing or older than the lock file, then compiles the TypeScript when a source is newer than the build.
// Uses nothing but Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `tokenledger needs Node 20 or newer; this is Node ${process.versions.node}. Install a newer Node and try again.`,
  );
  process.exit(2);
}

function run(command, args) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    if (done.stdout) console.error(done.stdout);
    console.error(`tokenledger: '${command} ${args.join(' ')}' failed; run it by hand in ${root} to see why.`);
    process.exit(1);
  }
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return latest;
}

export function ensure() {
  const lock = path.join(root, 'package-lock.json');
  if (!existsSync(lock)) return; // an installed package: its dependencies and build came with it
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const stamp = path.join(root, 'node_modules', '.tokenledger-lock');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    if (!existsSync(path.join(root, 'node_modules', '.package-lock.json')) || existsSync(stamp)) {
      console.error('tokenledger: installing dependencies (first run only) …');
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    }
    writeFileSync(stamp, digest);
  }
  const built = path.join(root, 'dist', '.built');
  if (!existsSync(built) || statSync(built).mtimeMs < newest(path.join(root, 'src'))) {
    rmSync(path.join(root, 'dist'), { recursive: true, force: true });
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    // Types are for `npm run typecheck`; whoever starts the program should not wait for them.
    run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck']);
    writeFileSync(built, '');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensure();
