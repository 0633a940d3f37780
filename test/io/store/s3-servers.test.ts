import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { describe, it } from 'vitest';
import { openS3Store } from '../../../src/io/store/s3-store.ts';
import { objectStoreContract } from '../object-store.contract.ts';

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

/** The store over a server that has no bucket yet. */
async function storeOn(endpoint: string) {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: 'lake' }));
  client.destroy();
  return openS3Store({ bucket: 'lake', endpoint, region: 'us-east-1', credentials });
}

objectStoreContract(
  'S3, fauxqs',
  async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    return { store: await storeOn(`http://127.0.0.1:${server.port}`), close: () => server.stop() };
  },
  { ignoresConditions: true, listsUnordered: true },
);

const python = process.env.TOKENLEDGER_TEST_PYTHON ?? 'python3';
const hasMoto = spawnSync(python, ['-c', 'import moto.server']).status === 0;

if (hasMoto) {
  objectStoreContract('S3, moto', async () => {
    const port = await freePort();
    const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    for (let wait = 0; wait < 150; wait++) {
      if (
        await fetch(endpoint).then(
          () => true,
          () => false,
        )
      )
        break;
      await sleep(200);
    }
    const ended = new Promise<void>((done) => server.once('exit', () => done()));
    return {
      store: await storeOn(endpoint),
      close: async () => {
        server.kill();
        await ended;
      },
    };
  });
} else {
  describe('object store: S3, moto', () => {
    it.skip(`needs Python with moto: ${python} -m pip install 'moto[server]==5.2.5'`, () => {});
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
