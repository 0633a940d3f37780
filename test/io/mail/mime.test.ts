import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { attachmentCsv } from '../../../src/core/email/attachment-csv.ts';
import { renderHtml } from '../../../src/core/email/render-html.ts';
import { renderText } from '../../../src/core/email/render-text.ts';
import { emailView } from '../../../src/core/email/view.ts';
import type { MailMessage } from '../../../src/io/mail/message.ts';
import { mimeOf } from '../../../src/io/mail/mime.ts';
import { bookNamed, budgetNamed, factsWith } from '../../core/email/sample-facts.ts';

const NAME = 'Zoë’s “Search” <team> & 検索 🚀 فريق';
const facts = factsWith({ company: NAME, books: [bookNamed(NAME, [budgetNamed(NAME)])] });
const view = emailView(facts);
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 1, 2, 3]);

const message = (change: Partial<MailMessage> = {}): MailMessage => ({
  from: 'TokenLedger <tokenledger@example.com>',
  to: ['finance@example.com'],
  subject: view.subject,
  text: renderText(view),
  html: renderHtml(view, (chart, theme) => `cid:${chart.id}-${theme}@tokenledger`),
  images: [{ cid: 'spend-0-light@tokenledger', fileName: 'spend-0-light.png', png: PNG }],
  attachments: [
    { fileName: 'ai-spend-2026-09.csv', contentType: 'text/csv; charset=utf-8', content: attachmentCsv(facts) },
  ],
  date: new Date('2026-10-25T00:00:00Z'),
  id: '2026-09-company-1',
  ...change,
});

describe('a mail as MIME', () => {
  it('gives every part back to a MIME parser', async () => {
    const mail = message();
    const parsed = await PostalMime.parse(await mimeOf(mail), { attachmentEncoding: 'arraybuffer' });
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.from).toMatchObject({ name: 'TokenLedger', address: 'tokenledger@example.com' });
    expect(parsed.to?.map((t) => t.address)).toEqual(['finance@example.com']);
    expect(parsed.date).toBe('2026-10-25T00:00:00.000Z');
    expect(parsed.messageId).toBe('<2026-09-company-1@example.com>');
    expect(parsed.text?.trimEnd()).toBe(mail.text.trimEnd());
    expect(parsed.html?.trimEnd()).toBe(mail.html.trimEnd());
    const [image, csv] = parsed.attachments;
    expect(image).toMatchObject({
      contentId: '<spend-0-light@tokenledger>',
      mimeType: 'image/png',
      disposition: 'inline',
    });
    expect(new Uint8Array(image!.content as ArrayBuffer)).toEqual(PNG);
    expect(csv).toMatchObject({ filename: 'ai-spend-2026-09.csv', mimeType: 'text/csv', disposition: 'attachment' });
    expect(new TextDecoder().decode(csv!.content as ArrayBuffer)).toBe(mail.attachments[0]!.content);
  });

  it('has short lines that end in CRLF', async () => {
    const lines = Buffer.from(await mimeOf(message()))
      .toString('latin1')
      .split('\r\n');
    expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(100);
    expect(lines.some((l) => l.includes('\n'))).toBe(false);
  });

  it('takes no header from a subject or an address', async () => {
    const mail = message({
      subject: 'Spend\r\nBcc: everyone@example.com',
      to: ['finance@example.com\r\nBcc: everyone@example.com'],
    });
    const parsed = await PostalMime.parse(await mimeOf(mail));
    expect(parsed.bcc ?? []).toEqual([]);
    expect(parsed.headers.filter((h) => h.key === 'bcc')).toEqual([]);
  });

  it('has the same bytes each time', async () => {
    expect(await mimeOf(message())).toEqual(await mimeOf(message()));
  });
});
