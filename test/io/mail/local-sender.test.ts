import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localSender, type MailFiles } from '../../../src/io/mail/local-sender.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'tokenledger-mail-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a mail as files', () => {
  it('opens in a browser: the page names the pictures beside it', async () => {
    let files: MailFiles | null = null;
    const sender = localSender(path.join(folder, 'mail'), (f) => {
      files = f;
    });
    const { messageId } = await sender.send({
      from: 'tokenledger@example.com',
      to: ['finance@example.com'],
      subject: 'AI spend',
      text: 'text',
      html: '<img src="cid:spend-0-light@tokenledger" alt="">',
      images: [{ cid: 'spend-0-light@tokenledger', fileName: 'spend-0-light.png', png: new Uint8Array([1, 2, 3]) }],
      attachments: [{ fileName: '2026-09-company.csv', contentType: 'text/csv', content: 'a,b\r\n' }],
      date: new Date('2026-10-25T00:00:00Z'),
      id: '2026-09-company',
    });
    expect(messageId).toBe('2026-09-company@localhost');
    expect((await readdir(path.join(folder, 'mail'))).sort()).toEqual([
      '2026-09-company-spend-0-light.png',
      '2026-09-company.csv',
      '2026-09-company.eml',
      '2026-09-company.html',
    ]);
    expect(await readFile(files!.html, 'utf8')).toBe('<img src="2026-09-company-spend-0-light.png" alt="">');
    expect(await readFile(files!.eml, 'utf8')).toContain('Content-ID: <spend-0-light@tokenledger>');
  });
});
